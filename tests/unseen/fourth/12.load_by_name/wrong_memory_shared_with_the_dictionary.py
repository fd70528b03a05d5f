# wrong: the model's tensors are made to share the dictionary's memory in place of getting a copy of the values
def load_by_name(model, state_dict):
    own = model.state_dict()
    missing = []
    used = set()
    for name, tensor in own.items():
        value = state_dict.get(name)
        if value is None or value.shape != tensor.shape:
            missing.append(name)
            continue
        owner_name, _, attribute = name.rpartition(".")
        owner = model.get_submodule(owner_name)
        getattr(owner, attribute).data = value
        used.add(name)
    unexpected = [name for name in state_dict if name not in used]
    return missing, unexpected
