# wrong: Every map with only one row or only one column is refused, though a map of 1x3 can tell left from right and only 1x1 may be refused.
import torch
import torch.nn.functional as F

from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    if isinstance(layer, str):
        layer = model.get_submodule(layer)
    seen = {}

    def cut(module, given, output):
        seen["maps"] = output.detach().requires_grad_()
        return seen["maps"].clone()

    handle = layer.register_forward_hook(cut)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    maps = seen["maps"]
    h, w = maps.shape[2:]
    if h == 1 or w == 1:
        raise ValueError(f"the layer's map is {h}x{w}; take an earlier layer")
    targets = logits.argmax(1) if targets is None else targets
    with torch.enable_grad():
        score = logits.gather(1, targets.view(-1, 1)).sum()
    (gradient,) = torch.autograd.grad(score, maps)
    alpha = gradient.mean(dim=(2, 3))
    heat = torch.einsum("nc,nchw->nhw", alpha, maps.detach()).relu()
    heat = F.interpolate(heat.unsqueeze(1), images.shape[2:], mode="bilinear", align_corners=False).squeeze(1)
    return heat / heat.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
