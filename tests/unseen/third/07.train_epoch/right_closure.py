# right: the step is a closure that optimizer.step calls; the figures are collected as detached tensors and summed at the end
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    losses, hits, sizes = [], [], []

    def one_batch(images, targets):
        def closure():
            optimizer.zero_grad()
            logits = model(images)
            loss = criterion(logits, targets)
            loss.backward()
            losses.append(loss.detach())
            hits.append((logits.detach().max(dim=1).indices == targets).sum())
            return loss

        optimizer.step(closure)
        if scheduler is not None:
            scheduler.step()
        sizes.append(len(images))

    for batch in loader:
        one_batch(batch[0].to(device), batch[1].to(device))

    weights = torch.tensor(sizes, dtype=torch.float64)
    losses = torch.stack(losses).cpu().double()
    samples = sum(sizes)
    return {
        "loss": (torch.dot(losses, weights) / samples).item(),
        "top1": torch.stack(hits).sum().item() / samples,
    }
