# wrong: The criterion gets probabilities, not logits AND the model always ends in train mode.
import torch
import torch.nn.functional as F


@torch.no_grad()
def evaluate_classification(model, loader, criterion, device="cpu"):
    model.eval()
    loss_sum, top1_sum, top5_sum, samples = 0.0, 0, 0, 0
    try:
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            probabilities = F.softmax(model(images), dim=1)
            loss_sum += criterion(probabilities, targets).item() * targets.size(0)
            best = probabilities.topk(min(5, probabilities.size(1)), dim=1).indices
            top1_sum += (best[:, 0] == targets).sum().item()
            top5_sum += (best == targets[:, None]).any(dim=1).sum().item()
            samples += targets.size(0)
    finally:
        model.train()
    return {"loss": loss_sum / samples, "top1": top1_sum / samples, "top5": top5_sum / samples}
