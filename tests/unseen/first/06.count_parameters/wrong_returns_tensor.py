# wrong: gives a tensor and not an int.
import torch


def count_parameters(model):
    sizes = [p.numel() for p in model.parameters() if p.requires_grad]
    return torch.tensor(sizes).sum()
