# wrong: points the model's tensors at the dictionary's own, so training changes the dictionary later.
def load_by_name(model, state_dict):
    own = model.state_dict()
    loaded = set()
    for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
        if name in state_dict and state_dict[name].shape == tensor.shape:
            tensor.data = state_dict[name]
            loaded.add(name)
    missing = [name for name in own if name not in loaded]
    unexpected = [name for name in state_dict if name not in loaded]
    return missing, unexpected
