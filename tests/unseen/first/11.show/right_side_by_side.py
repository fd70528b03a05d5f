# right: a line for each image, picture left, map over grey picture right, typed, targets as a list of ints
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from matplotlib.figure import Figure
from torch import Tensor, nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def hook(module, given, output):
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    maps = kept[-1]
    if maps.shape[-2:] == (1, 1):
        raise ValueError("The layer's map is 1x1 and cannot tell places apart: take an earlier layer.")
    if targets is None:
        targets = logits.argmax(dim=1)
    with torch.enable_grad():
        score = logits.gather(1, targets[:, None]).sum()
    (gradient,) = torch.autograd.grad(score, maps)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    cam = (weights * maps.detach()).sum(dim=1, keepdim=True).relu()
    cam = F.interpolate(cam, size=images.shape[-2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)


@torch.no_grad()
def _predict(model: nn.Module, images: Tensor) -> Tensor:
    with evaluation_mode(model):
        return model(images).max(dim=1)[1]


def show_gradcam_grid(
    model: nn.Module, layer: nn.Module | str, images: Tensor, classes, targets: Tensor | None = None
) -> Figure:
    chosen = _predict(model, images) if targets is None else targets
    maps = grad_cam(model, layer, images, chosen)
    fig = plt.figure(figsize=(4, 2 * len(images)), layout="constrained")
    lines = fig.subfigures(len(images), 1, squeeze=False)[:, 0]
    for line, image, heat, k in zip(lines, images, maps, chosen.tolist(), strict=True):
        left, right = line.subplots(1, 2)
        rgb = to_rgb(image)
        left.imshow(rgb)
        left.set_title("picture", fontsize=8)
        right.imshow(rgb)
        right.imshow(heat.numpy(), cmap="magma", alpha=0.6, vmin=0.0, vmax=1.0)
        right.set_title(f"Grad-CAM for {classes[k]}", fontsize=8)
        for panel in (left, right):
            panel.set_axis_off()
    return fig
