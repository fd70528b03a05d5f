# right: adds a tensor of zeros to the layer's output and asks for the derivative by those zeros
import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    maps = zeros = None

    def add_zeros(module, given, output):
        nonlocal maps, zeros
        maps = output.detach().clone()
        zeros = torch.zeros_like(maps).requires_grad_()
        return maps + zeros

    with evaluation_mode(model), torch.enable_grad():
        handle = module.register_forward_hook(add_zeros)
        try:
            logits = model(images.detach())
        finally:
            handle.remove()
        if maps.shape[2:].numel() == 1:
            raise ValueError("this layer's map has a single place and cannot tell where: ask an earlier layer")
        chosen = logits.argmax(dim=1) if targets is None else targets
        total = torch.take_along_dim(logits, chosen.reshape(-1, 1), dim=1).sum()
        (gradient,) = torch.autograd.grad(total, zeros)
    with torch.no_grad():
        alpha = gradient.mean(dim=(2, 3))
        evidence = torch.einsum("nc,nchw->nhw", alpha, maps).clamp(min=0)
        large = F.interpolate(evidence.unsqueeze(1), size=images.shape[-2:], mode="bilinear").squeeze(1)
        largest = large.amax(dim=(1, 2), keepdim=True)
        return torch.where(largest > 0, large / largest, torch.zeros_like(large))
