"""Sums stay on the device as tensors, so that nothing waits; gradients are cleared before the loop and after steps."""

import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    device = torch.device(device)
    for module in model.modules():
        module.training = True
    optimizer.zero_grad()
    totals = torch.zeros(3, device=device, dtype=torch.float64)
    for batch in loader:
        x, y = (part if part.device == device else part.to(device, non_blocking=True) for part in batch)
        scores = model(x)
        loss = criterion(scores, y)
        loss.backward()
        optimizer.step()
        model.zero_grad(set_to_none=False)
        if scheduler is not None:
            scheduler.step()
        with torch.no_grad():
            hits = scores.max(1)[1].eq(y).sum()
            totals += torch.stack([loss.detach().double() * len(y), hits.double(), totals.new_tensor(len(y))])
    return {"loss": totals[0] / totals[2], "top1": totals[1] / totals[2]}
