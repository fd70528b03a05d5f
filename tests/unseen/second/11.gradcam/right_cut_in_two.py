# right: the lesson's way, the hook and the modes in one ExitStack, one einsum for the weighted sum.
from contextlib import ExitStack

import torch
from torch.nn import functional as F


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    leaf = None

    def cut(_module, _given, output):
        nonlocal leaf
        leaf = output.detach().requires_grad_()
        return leaf.clone()

    with ExitStack() as after:
        for part in model.modules():
            after.callback(setattr, part, "training", part.training)
        after.enter_context(module.register_forward_hook(cut))
        after.enter_context(torch.enable_grad())
        model.eval()
        logits = model(images.detach().clone())
        n, c, h, w = leaf.shape
        if h * w == 1:
            raise ValueError("a map of 1x1 shows nothing: ask an earlier layer, or use a larger image")
        if targets is None:
            targets = logits.argmax(dim=1)
        (slope,) = torch.autograd.grad(logits.gather(1, targets.to(logits.device)[:, None]).sum(), leaf)
    alpha = slope.mean(dim=(2, 3))
    maps = torch.einsum("nc,nchw->nhw", alpha, leaf.detach()).clamp(min=0)
    maps = F.interpolate(maps[:, None], size=images.shape[-2:], mode="bilinear", align_corners=False)[:, 0]
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
