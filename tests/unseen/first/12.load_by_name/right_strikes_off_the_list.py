# right: starts from the dictionary and strikes names off the list of the missing; copies through .data
def load_by_name(model, state_dict):
    targets = model.state_dict(keep_vars=True)
    missing = dict.fromkeys(targets)
    unexpected = []
    for name in state_dict:
        value, target = state_dict[name], targets.get(name)
        if target is None or target.shape != value.shape:
            unexpected.append(name)
            continue
        target.data.copy_(value.detach())
        del missing[name]
    return list(missing), unexpected
