# wrong: pairs the tensors by their position in the two dictionaries and not by their name.
import torch


def load_by_name(model, state_dict):
    missing, unexpected = [], []
    with torch.no_grad():
        for (name, mine), (other, theirs) in zip(model.state_dict().items(), state_dict.items()):
            if mine.shape == theirs.shape:
                mine.copy_(theirs)
            else:
                missing.append(name)
                unexpected.append(other)
    return missing, unexpected
