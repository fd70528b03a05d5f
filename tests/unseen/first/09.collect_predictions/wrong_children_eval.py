# wrong: Only the children are put into eval mode; the model's own training flag stays on during the walk.
import torch


def collect_predictions(model, loader, device="cpu"):
    before = {m: m.training for m in model.modules()}
    try:
        for child in model.children():
            child.eval()
        with torch.no_grad():
            results = [(y.cpu(), model(x.to(device)).cpu()) for x, y in loader]
    finally:
        for m, t in before.items():
            m.training = t
    targets = torch.cat([y for y, _ in results])
    logits = torch.cat([z for _, z in results])
    return targets, logits.argmax(dim=1), logits.softmax(dim=1)
