# right: a small class as recorder, one image after the other, the graph starts at a copy of the image, nn.Upsample and min-max scaling.
import torch
from torch import nn

from resnet_ref.modes import evaluation_mode


class Recorder:
    """Keeps the last output of a module, still on the graph, and hands a copy on."""

    def __init__(self, module):
        self.module = module

    def __enter__(self):
        self.handle = self.module.register_forward_hook(self)
        return self

    def __call__(self, module, inputs, output):
        self.output = output
        return output.clone()

    def __exit__(self, *exc):
        self.handle.remove()


def one_map(model, module, image, target):
    with Recorder(module) as recorder, torch.enable_grad():
        start = image.detach().clone().requires_grad_()
        logits = model((start * 1.0)[None])[0]
        maps = recorder.output
        if maps[0, 0].numel() == 1:
            raise ValueError("this layer gives maps of 1x1; choose one that still has places")
        index = int(logits.argmax()) if target is None else int(target)
        gradient = torch.autograd.grad(logits[index], maps)[0]
    weights = gradient[0].flatten(1).mean(dim=1)
    cam = torch.tensordot(weights, maps[0].detach(), dims=1).relu()
    cam = nn.Upsample(size=tuple(image.shape[1:]), mode="bilinear")(cam[None, None])[0, 0]
    if cam.max() == 0:
        return torch.zeros_like(cam)
    return cam / cam.max()


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    wanted = [None] * len(images) if targets is None else targets.tolist()
    with evaluation_mode(model):
        return torch.stack([one_map(model, module, x, t) for x, t in zip(images, wanted, strict=True)])
