# wrong: The derivative is averaged over the channels, one weight per place AND the hook is never removed.


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

    layer.register_forward_hook(hook)
    with evaluation_mode(model), torch.enable_grad():
        logits = model(images)
        if targets is None:
            targets = logits.argmax(dim=1)
        score = logits.gather(1, targets.unsqueeze(1)).sum()
    maps = store["maps"]
    if maps.shape[2] * maps.shape[3] == 1:
        raise ValueError("This layer has only one place, choose an earlier one.")
    grads = torch.autograd.grad(score, maps)[0]
    alpha = grads.mean(dim=1, keepdim=True)
    cam = torch.relu((alpha * maps.detach()).sum(dim=1))
    cam = F.interpolate(cam[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
