def load_by_name(model, state_dict):
    raise NotImplementedError("12.load_by_name")
