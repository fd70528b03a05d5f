# right: what fits is filtered out first and given to load_state_dict with strict=False
def load_by_name(model, state_dict):
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    fits = {name: value for name, value in state_dict.items() if shapes.get(name) == value.shape}
    model.load_state_dict(fits, strict=False)
    return [name for name in shapes if name not in fits], [name for name in state_dict if name not in fits]
