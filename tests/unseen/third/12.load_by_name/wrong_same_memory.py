# wrong: the model's tensors are pointed at the dictionary's memory, so both change together afterwards
def load_by_name(model, state_dict):
    missing, used = [], set()
    for name, tensor in model.state_dict().items():
        value = state_dict.get(name)
        if value is not None and value.shape == tensor.shape:
            owner, _, last = name.rpartition(".")
            getattr(model.get_submodule(owner), last).data = value
            used.add(name)
        else:
            missing.append(name)
    return missing, [name for name in state_dict if name not in used]
