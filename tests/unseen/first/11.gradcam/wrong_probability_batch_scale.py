# wrong: The softmax's probability is differentiated AND all maps share the largest value of the batch.


import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    if isinstance(layer, str):
        layer = model.get_submodule(layer)
    store = {}

    def hook(module, given, output):
        store["maps"] = output.detach().clone().requires_grad_(True)
        return store["maps"].clone()

    handle = layer.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            scores = F.softmax(model(images), dim=1)
            if targets is None:
                targets = scores.argmax(dim=1)
            score = scores[torch.arange(len(images)), targets].sum()
    finally:
        handle.remove()
    maps = store["maps"]
    if maps.shape[2] * maps.shape[3] == 1:
        raise ValueError("This layer has only one place, choose an earlier one.")
    grads = torch.autograd.grad(score, maps)[0]
    alpha = grads.mean(dim=(2, 3))[:, :, None, None]
    cam = torch.relu((alpha * maps.detach()).sum(dim=1))
    cam = F.interpolate(cam[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / (cam.max() + 1e-12)
