# wrong: handle.remove() is not under finally, so the hook stays if the forward pass raises an error.


import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def hook(module, given, output):
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    with evaluation_mode(model), torch.enable_grad():
        handle = module.register_forward_hook(hook)
        logits = model(images)
        handle.remove()
    maps = kept[-1]
    if maps.shape[-2:] == (1, 1):
        raise ValueError("The layer's map is 1x1: take an earlier layer.")
    if targets is None:
        targets = logits.argmax(dim=1)
    with torch.enable_grad():
        score = logits.gather(1, targets[:, None]).sum()
    (gradient,) = torch.autograd.grad(score, maps)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    cam = (weights * maps.detach()).sum(dim=1, keepdim=True).relu()
    cam = F.interpolate(cam, size=images.shape[-2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
