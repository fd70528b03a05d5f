# right: only logits are collected in the walk; exp(log_softmax) and topk come afterwards, modes are put back by hand
import torch


def collect_predictions(model, loader, device="cpu"):
    found = dict.fromkeys(model.modules())
    for module in found:
        found[module] = module.training
    pairs = []
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                pairs.append((model(images.to(device)).to("cpu"), targets.to("cpu")))
    finally:
        for module, mode in found.items():
            module.training = mode
    logits, targets = (torch.cat(column, dim=0) for column in zip(*pairs, strict=True))
    probabilities = torch.log_softmax(logits, dim=-1).exp()
    predictions = logits.topk(1, dim=1).indices.squeeze(1)
    return targets, predictions, probabilities
