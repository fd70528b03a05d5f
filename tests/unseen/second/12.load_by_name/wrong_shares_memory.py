# wrong: The model's tensors are made to be the dictionary's (.data = value), so both share memory and training the model afterwards changes the dictionary.
def load_by_name(model, state_dict):
    own = model.state_dict(keep_vars=True)
    missing = []
    used = set()
    for name, tensor in own.items():
        if name in state_dict and state_dict[name].shape == tensor.shape:
            tensor.data = state_dict[name]
            used.add(name)
        else:
            missing.append(name)
    unexpected = [name for name in state_dict if name not in used]
    return missing, unexpected
