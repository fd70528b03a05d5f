"""One image at a time, a tensor hook for the gradient, numpy for the arithmetic, a list of maps as the answer."""

from contextlib import contextmanager

import numpy as np
import torch
import torch.nn.functional as F


@contextmanager
def untouched(model):
    state = {m: m.training for m in model.modules()}
    wanted = {p: p.requires_grad for p in model.parameters()}
    model.eval()
    model.requires_grad_(True)
    try:
        yield
    finally:
        for m in state:
            m.training = state[m]
        for p in wanted:
            p.requires_grad_(wanted[p])


def one_map(model, module, image, target):
    seen = {}

    def hook(_module, _inputs, output):
        seen["values"] = output.detach().clone().numpy()
        output.register_hook(lambda grad: seen.update(gradient=grad.detach().numpy()))

    handle = module.register_forward_hook(hook)
    try:
        logits = model(image[None])[0]
        number = int(logits.argmax()) if target is None else int(target)
        torch.autograd.grad(logits[number], list(model.parameters()), allow_unused=True)
    finally:
        handle.remove()
    values, gradient = seen["values"][0], seen["gradient"][0]
    channels, height, width = values.shape
    if height * width == 1:
        raise ValueError("choose an earlier layer")
    cam = np.zeros((height, width), dtype=np.float32)
    for channel in range(channels):
        cam += gradient[channel].mean() * values[channel]
    cam = np.maximum(cam, 0)
    if cam.max() > 0:
        cam = cam / cam.max()
    tall, wide = image.shape[1:]
    return F.interpolate(
        torch.from_numpy(cam)[None, None], (tall, wide), mode="bilinear", align_corners=False
    )[0, 0]


def grad_cam(model, layer, images, targets=None):
    if isinstance(layer, str):
        layer = model.get_submodule(layer)
    with untouched(model):
        return [
            one_map(model, layer, image, None if targets is None else targets[index])
            for index, image in enumerate(images)
        ]
