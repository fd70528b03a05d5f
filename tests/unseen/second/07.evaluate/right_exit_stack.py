# right: an ExitStack puts every mode back; no_grad as decorator; sums in one tensor
from contextlib import ExitStack

import torch


@torch.no_grad()
def evaluate_classification(model, loader, criterion, device="cpu"):
    sums = torch.zeros(4, dtype=torch.float64)
    with ExitStack() as stack:
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        model.eval()
        for images, targets in loader:
            images = images.to(device)
            targets = targets.to(device)
            logits = model(images)
            size = targets.shape[0]
            loss = float(criterion(logits, targets))
            hits = logits.argsort(1, descending=True)[:, :5] == targets.view(-1, 1)
            row = [loss * size, int(hits[:, 0].sum()), int(hits.sum()), size]
            sums += torch.tensor(row, dtype=sums.dtype)
    loss, top1, top5 = (sums[:3] / sums[3]).tolist()
    return dict(loss=loss, top1=top1, top5=top5)
