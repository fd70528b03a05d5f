# right: collects all logits and targets first and computes the means once at the end
import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    training = [m for m in model.modules() if m.training]
    try:
        model.eval()
        with torch.no_grad():
            pairs = [(model(x.to(device)), y.to(device)) for x, y in loader]
            logits = torch.cat([z for z, _ in pairs])
            targets = torch.cat([y for _, y in pairs])
            loss = criterion(logits, targets).item()
    finally:
        for m in model.modules():
            m.training = False
        for m in training:
            m.training = True
    ranked = logits.argsort(dim=1, descending=True)
    top1 = (ranked[:, 0] == targets).double().mean().item()
    top5 = (ranked[:, :5] == targets[:, None]).any(dim=1).double().mean().item()
    return {"loss": loss, "top1": top1, "top5": top5}
