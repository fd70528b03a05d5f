# right: a comprehension finds what fits, torch's own load_state_dict copies it, the lists are computed by hand.
def load_by_name(model, state_dict):
    shapes = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    fits = {name: value for name, value in state_dict.items() if shapes.get(name) == tuple(value.shape)}
    model.load_state_dict(fits, strict=False)
    return [name for name in shapes if name not in fits], [name for name in state_dict if name not in fits]
