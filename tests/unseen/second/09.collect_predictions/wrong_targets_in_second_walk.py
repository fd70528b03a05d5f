# wrong: The targets are collected in a second walk through the loader, which does not match the first one if the loader shuffles and finds nothing if it is a generator.
import torch

from resnet_ref.modes import evaluation_mode


def collect_predictions(model, loader, device="cpu"):
    with evaluation_mode(model), torch.no_grad():
        logits = torch.cat([model(images.to(device)).cpu() for images, _ in loader])
    labels = [y.cpu() for _, y in loader]
    targets = torch.cat(labels) if labels else torch.empty(0, dtype=torch.int64)
    return targets, logits.argmax(dim=1), logits.float().softmax(dim=1)
