# wrong: The model is not put into eval mode AND an image for which nothing speaks gets nan instead of zeros.


import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    if isinstance(layer, str):
        layer = dict(model.named_modules())[layer]
    store = {}

    def hook(module, given, output):
        store["maps"] = output.detach().clone().requires_grad_(True)
        return store["maps"].clone()

    handle = layer.register_forward_hook(hook)
    try:
        with torch.enable_grad():
            logits = model(images)
            if targets is None:
                targets = logits.argmax(dim=1)
            score = logits.gather(1, targets.unsqueeze(1)).sum()
    finally:
        handle.remove()
    maps = store["maps"]
    if maps.shape[2] * maps.shape[3] == 1:
        raise ValueError("This layer has only one place, choose an earlier one.")
    grads = torch.autograd.grad(score, maps)[0]
    alpha = grads.mean(dim=(2, 3))[:, :, None, None]
    cam = torch.relu((alpha * maps.detach()).sum(dim=1))
    cam = F.interpolate(cam[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    cam = cam - cam.flatten(1).min(dim=1).values[:, None, None]
    return cam / cam.flatten(1).max(dim=1).values[:, None, None]
