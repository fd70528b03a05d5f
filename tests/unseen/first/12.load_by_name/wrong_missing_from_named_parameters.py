# wrong: buffers are copied, but a buffer that was not filled is never reported as missing.
import torch


def load_by_name(model, state_dict):
    own = model.state_dict()
    done = set()
    with torch.no_grad():
        for name, value in state_dict.items():
            if name in own and own[name].shape == value.shape:
                own[name].copy_(value)
                done.add(name)
    missing = [name for name, _ in model.named_parameters() if name not in done]
    unexpected = [name for name in state_dict if name not in done]
    return missing, unexpected
