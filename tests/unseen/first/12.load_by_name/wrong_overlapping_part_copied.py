# wrong: where shapes differ it copies the part that overlaps, AND then does not report the name.
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    missing, unexpected = [], [k for k in state_dict if k not in own]
    with torch.no_grad():
        for k, mine in own.items():
            if k not in state_dict or state_dict[k].dim() != mine.dim():
                missing.append(k)
                continue
            part = tuple(slice(0, min(a, b)) for a, b in zip(mine.shape, state_dict[k].shape))
            mine[part] = state_dict[k][part]
    return missing, unexpected
