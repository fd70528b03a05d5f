"""The loop as tutorials have it, without a top-k function; running sums in Python, `total` counted up beside them."""


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    running_loss = 0.0
    correct = total = 0
    for _, (inputs, labels) in enumerate(loader):
        inputs = inputs.to(device)
        labels = labels.to(device)
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if scheduler:
            scheduler.step()
        running_loss += loss.item() * inputs.size(0)
        correct += (outputs.argmax(dim=1) == labels).sum().item()
        total += inputs.size(0)
    return {"loss": running_loss / total, "top1": correct / total}
