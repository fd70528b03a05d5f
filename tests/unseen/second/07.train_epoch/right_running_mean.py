# right: running means corrected with every batch; moving to the device in a generator
import torch


class RunningMean:
    def __init__(self):
        self.value, self.weight = 0.0, 0

    def update(self, value, weight):
        self.weight += weight
        self.value += (value - self.value) * weight / self.weight


def moved(loader, device):
    for images, targets in loader:
        yield images.to(device), targets.to(device)


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    means = {"loss": RunningMean(), "top1": RunningMean()}
    steppers = [optimizer] if scheduler is None else [optimizer, scheduler]
    model.train(True)
    with torch.enable_grad():
        for images, targets in moved(loader, device):
            optimizer.zero_grad()
            scores = model(images)
            loss = criterion(scores, targets)
            loss.backward()
            for stepper in steppers:
                stepper.step()
            guesses = scores.max(dim=1).indices
            means["top1"].update((guesses == targets).double().mean().item(), len(targets))
            means["loss"].update(float(loss.detach()), len(targets))
    return {name: mean.value for name, mean in means.items()}
