# wrong: Clears the gradients only after each step, so those left by somebody else go into the first step.
import torch


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum = 0.0
    correct = 0
    count = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        optimizer.zero_grad()
        loss_sum += loss.item() * x.size(0)
        correct += out.argmax(1).eq(y).sum().item()
        count += x.size(0)
    return {"loss": loss_sum / count, "top1": correct / count}
