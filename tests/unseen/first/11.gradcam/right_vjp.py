# right: two forward passes, one listens, the other is a function of the maps for torch.func.vjp; typed
import torch
from torch import Tensor, nn
from torch.func import vjp
from torch.nn.functional import grid_sample, one_hot
from resnet_ref.modes import evaluation_mode


def _run(model: nn.Module, module: nn.Module, images: Tensor, hook) -> Tensor:
    with module.register_forward_hook(hook):
        return model(images)


def _enlarge(maps: Tensor, height: int, width: int) -> Tensor:
    y = (2 * torch.arange(height, device=maps.device) + 1) / height - 1
    x = (2 * torch.arange(width, device=maps.device) + 1) / width - 1
    rows, columns = torch.meshgrid(y, x, indexing="ij")
    grid = torch.stack([columns, rows], dim=-1).expand(len(maps), height, width, 2).to(maps.dtype)
    return grid_sample(maps[:, None], grid, mode="bilinear", padding_mode="border", align_corners=False)[:, 0]


def grad_cam(
    model: nn.Module, layer: nn.Module | str, images: Tensor, targets: Tensor | None = None
) -> Tensor:
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept: list[Tensor] = []
    with evaluation_mode(model):
        with torch.no_grad():
            logits = _run(model, module, images, lambda m, i, output: kept.append(output.clone()))
        maps = kept[-1]
        if maps.shape[2] == 1 and maps.shape[3] == 1:
            raise ValueError("Grad-CAM needs a layer whose map has more than one place.")
        targets = logits.argmax(dim=1) if targets is None else targets

        def from_maps(values: Tensor) -> Tensor:
            return _run(model, module, images, lambda m, i, o: values.clone())

        with torch.enable_grad():
            again, pull_back = vjp(from_maps, maps)
            (gradient,) = pull_back(one_hot(targets, again.shape[1]).to(again.dtype))
    cam = gradient.detach().mean((2, 3), keepdim=True).mul(maps).sum(1).clamp_min(0)
    cam = _enlarge(cam, *images.shape[2:])
    return cam / cam.amax((1, 2), keepdim=True).clamp(min=torch.finfo(cam.dtype).tiny)
