# right: one image at a time, the cut by a hook that replaces the output; matrix product in place of a sum
from contextlib import contextmanager

import torch
from torch import nn

from resnet_ref.modes import evaluation_mode


@contextmanager
def cut_at(module):
    found = {}

    def hook(_, __, output):
        found["maps"] = output.detach().clone().requires_grad_(True)
        return found["maps"] * 1.0

    handle = module.register_forward_hook(hook)
    try:
        yield found
    finally:
        handle.remove()


def grad_cam(model, layer, images, targets=None):
    if isinstance(layer, str):
        layer = dict(model.named_modules())[layer]
    height, width = images.shape[-2:]
    enlarge = nn.Upsample(size=(height, width), mode="bilinear")
    heats = []
    with evaluation_mode(model), torch.enable_grad():
        for i in range(len(images)):
            with cut_at(layer) as found:
                logits = model(images[i : i + 1])[0]
            maps = found["maps"]
            if maps[0, 0].numel() == 1:
                raise ValueError("a single place cannot say where: take a layer further to the front")
            k = int(logits.argmax() if targets is None else targets[i])
            slope = torch.autograd.grad(logits[k], maps)[0][0]
            alpha = slope.flatten(1).mean(1)
            heat = torch.clamp(alpha @ maps.detach()[0].flatten(1), min=0).reshape(1, 1, *maps.shape[2:])
            heat = enlarge(heat)[0, 0]
            top = heat.max()
            heats.append(heat / top if top > 0 else torch.zeros_like(heat))
    return torch.stack(heats)
