# wrong: Clips the gradients to norm 1, which nobody asked for and which changes the step.
import torch
from torch.nn.utils import clip_grad_norm_


def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    model.train()
    epoch_loss, epoch_correct, epoch_samples = 0.0, 0, 0
    for images, targets in loader:
        images = images.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)

        optimizer.zero_grad(set_to_none=True)
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        if scheduler is not None:
            scheduler.step()

        epoch_loss += loss.item() * images.size(0)
        epoch_correct += (logits.argmax(dim=1) == targets).sum().item()
        epoch_samples += images.size(0)
    return {"loss": epoch_loss / epoch_samples, "top1": epoch_correct / epoch_samples}
