# wrong: Clears gradients only after each step, so ones left from before enter the first step.
def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    loss_sum = hits = count = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if scheduler:
            scheduler.step()
        count += y.numel()
        loss_sum += loss.item() * y.numel()
        hits += out.argmax(1).eq(y).sum().item()
    return {"loss": loss_sum / count, "top1": hits / count}
