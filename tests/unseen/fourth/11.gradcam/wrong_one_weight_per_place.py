# wrong: the derivative is not averaged over the places: every place is weighed with its own
import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    if isinstance(layer, str):
        layer = model.get_submodule(layer)
    kept = []

    def keep(module, inputs, output):
        fresh = output.detach().requires_grad_()
        kept.append(fresh)
        return fresh.clone()

    handle = layer.register_forward_hook(keep)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
            maps = kept[-1]
            if tuple(maps.shape[-2:]) == (1, 1):
                raise ValueError("Grad-CAM needs a layer whose map is larger than 1x1")
            if targets is None:
                targets = logits.argmax(dim=1)
            (grads,) = torch.autograd.grad(logits.gather(1, targets[:, None]).sum(), maps)
    finally:
        handle.remove()
    cam = torch.relu((grads * maps.detach()).sum(dim=1, keepdim=True))
    cam = F.interpolate(cam, size=images.shape[-2:], mode="bilinear", align_corners=False).squeeze(1)
    return cam / cam.flatten(1).max(dim=1).values.clamp(min=1e-12)[:, None, None]
