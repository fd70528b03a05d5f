# wrong: model and dictionary share their memory afterwards AND a wrong shape is reported nowhere.
def load_by_name(model, state_dict):
    mine = dict(model.named_parameters()) | dict(model.named_buffers())
    for name in mine:
        if name in state_dict and mine[name].shape == state_dict[name].shape:
            mine[name].data = state_dict[name].data
    missing = [name for name in mine if name not in state_dict]
    unexpected = [name for name in state_dict if name not in mine]
    return missing, unexpected
