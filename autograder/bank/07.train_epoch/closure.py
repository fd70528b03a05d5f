"""The optimizer calls the forward and backward pass itself; a running mean instead of a sum."""


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model = model.train().to(device)
    seen, mean = 0, {"loss": 0.0, "top1": 0.0}
    for images, targets in loader:
        images, targets = images.to(device=device), targets.to(device=device)
        outputs = []

        def closure(images=images, targets=targets, outputs=outputs):
            optimizer.zero_grad()
            outputs.append(model(images))
            loss = criterion(outputs[-1], targets)
            loss.backward()
            return loss

        loss = float(optimizer.step(closure))
        if scheduler is not None:
            scheduler.step()
        n = targets.shape[0]
        seen += n
        right = int((outputs[0].detach().argmax(-1) == targets).sum())
        mean["loss"] += (loss - mean["loss"]) * n / seen
        mean["top1"] += (right / n - mean["top1"]) * n / seen
    return mean
