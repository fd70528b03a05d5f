"""A progress bar around the loader, whose length it does not ask for; samples counted from the logits."""

import torch
from tqdm.auto import tqdm


def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = {module: module.training for module in model.modules()}
    total, samples = torch.zeros(3, dtype=torch.float64), 0
    try:
        with torch.no_grad():
            for x, y in tqdm(loader, desc="evaluating", leave=False, disable=True):
                x, y = x.to(device), y.to(device)
                logits = model.eval()(x)
                n, k = logits.shape
                best = logits.topk(min(5, k)).indices.eq(y.unsqueeze(1))
                loss = criterion(logits, y).double()
                total += torch.stack([loss * n, best[:, 0].sum().double(), best.sum().double()]).cpu()
                samples += n
    finally:
        for module, mode in modes.items():
            module.training = mode
    return dict(zip(("loss", "top1", "top5"), (total / samples).tolist(), strict=True))
