def load_by_name(model, state_dict):
    return [], []
