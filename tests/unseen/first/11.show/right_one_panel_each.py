# right: one panel an image with the map over it, Figure without pyplot, add_subplot, RGBA colours from numpy
import math

import torch
import torch.nn.functional as F
from matplotlib import colormaps
from matplotlib.figure import Figure
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


def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        modes = [(m, m.training) for m in model.modules()]
        try:
            model.eval()
            with torch.inference_mode():
                names = [classes[k] for k in model(images).argmax(1).tolist()]
        finally:
            for m, training in modes:
                m.training = training
    else:
        names = [classes[int(k)] for k in targets]
    heat = grad_cam(model, layer, images, targets).cpu().numpy()
    columns = min(6, len(images))
    rows = math.ceil(len(images) / columns)
    figure = Figure(figsize=(2 * columns, 2.3 * rows))
    for i, (image, values, name) in enumerate(zip(images, heat, names)):
        panel = figure.add_subplot(rows, columns, i + 1)
        panel.imshow(to_rgb(image).numpy())
        panel.imshow(colormaps["jet"](values), alpha=0.4)
        panel.set_title(f"speaks for: {name}", fontsize=8)
        panel.set_xticks([])
        panel.set_yticks([])
    figure.tight_layout()
    return figure
