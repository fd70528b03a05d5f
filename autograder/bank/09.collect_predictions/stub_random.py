import torch


def collect_predictions(model, loader, device="cpu"):
    targets = torch.cat([y for _, y in loader])
    return targets, torch.randint(5, targets.shape), torch.rand(len(targets), 5).softmax(1)
