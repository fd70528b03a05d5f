# right: a vector-Jacobian product with one-hot rows; modes and hook are undone by an ExitStack; channels weighed by bmm
from contextlib import ExitStack

import torch
import torch.nn.functional as F


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def cut(_module, _given, output):
        kept[:] = [output.detach().requires_grad_(True)]
        return kept[0].clone()

    with ExitStack() as undo:
        for part in model.modules():
            undo.callback(setattr, part, "training", part.training)
        undo.callback(module.register_forward_hook(cut).remove)
        undo.enter_context(torch.enable_grad())
        model.eval()
        logits = model(images)
        (maps,) = kept
        n, c, h, w = maps.shape
        if h * w == 1:
            raise ValueError("Grad-CAM of a 1x1 map says nothing about places; take a layer before it")
        classes = logits.detach().argmax(dim=1) if targets is None else targets
        one_hot = F.one_hot(classes, logits.shape[1]).to(logits)
        (gradient,) = torch.autograd.grad(logits, maps, grad_outputs=one_hot)
    weights = gradient.flatten(2).mean(dim=2)
    summed = torch.bmm(weights[:, None], maps.detach().flatten(2)).reshape(n, 1, h, w)
    heat = F.interpolate(F.relu(summed), size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return torch.nan_to_num(heat / heat.amax(dim=(1, 2), keepdim=True), nan=0.0)
