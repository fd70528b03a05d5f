# wrong: matches by the end of the name, so a tensor from another place fills one that has no partner.
import torch


def load_by_name(model, state_dict):
    missing, used = [], set()
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            for other, value in state_dict.items():
                same = other == name or other.endswith("." + name) or name.endswith("." + other)
                if same and value.shape == tensor.shape:
                    tensor.copy_(value)
                    used.add(other)
                    break
            else:
                missing.append(name)
    return missing, [other for other in state_dict if other not in used]
