# wrong: Remembers the modes of the model and its direct children only; deeper modules take their parent's.
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    own = model.training
    modes = [(child, child.training) for child in model.children()]
    model.eval()
    loss_sum, top1, top5, n = 0.0, 0, 0, 0
    try:
        with torch.inference_mode():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                loss_sum += criterion(logits, targets).item() * len(targets)
                best = logits.topk(min(5, logits.shape[1]), dim=1).indices
                top1 += (best[:, 0] == targets).sum().item()
                top5 += (best == targets[:, None]).sum().item()
                n += len(targets)
    finally:
        model.training = own
        for child, mode in modes:
            child.train(mode)
    return {"loss": loss_sum / n, "top1": top1 / n, "top5": top5 / n}
