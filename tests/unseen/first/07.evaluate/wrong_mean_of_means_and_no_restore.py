# wrong: All three are means of the batch means, unweighted AND the model is left in eval mode.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    model.eval()
    losses, top1s, top5s = [], [], []
    with torch.no_grad():
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            losses.append(criterion(logits, targets).item())
            order = logits.argsort(dim=1, descending=True)
            top1s.append((order[:, 0] == targets).float().mean().item())
            top5s.append((order[:, :5] == targets[:, None]).any(dim=1).float().mean().item())

    def mean(values):
        return sum(values) / len(values)

    return {"loss": mean(losses), "top1": mean(top1s), "top5": mean(top5s)}
