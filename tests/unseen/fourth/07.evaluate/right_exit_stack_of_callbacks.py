# right: an ExitStack holds one callback per module that gives it its mode back; inference_mode instead of no_grad
from contextlib import ExitStack

import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    totals = torch.zeros(4, dtype=torch.float64)  # loss, top1, top5, samples
    with ExitStack() as stack:
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        model.eval()
        stack.enter_context(torch.inference_mode())
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            own = logits.gather(1, targets[:, None])
            above = (logits > own).sum(dim=1)
            n = len(targets)
            loss = criterion(logits, targets).item()
            totals += torch.tensor(
                [loss * n, (above < 1).sum().item(), (above < 5).sum().item(), n], dtype=torch.float64
            )
    loss, top1, top5 = (totals[:3] / totals[3]).tolist()
    return {"loss": loss, "top1": top1, "top5": top5}
