"""A row for each image: photo, map, both; the map as a mesh, names as text inside."""

import matplotlib.pyplot as plt
import torch
from torch.nn import functional as F

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    outputs = {}

    def hook(_module, _inputs, output):
        outputs["map"] = output.detach().requires_grad_()
        return outputs["map"] + 0

    layer = model.get_submodule(layer) if isinstance(layer, str) else layer
    with layer.register_forward_hook(hook):
        logits = model(images)
    picked = logits.argmax(1) if targets is None else targets
    torch.stack([row[k] for row, k in zip(logits, picked, strict=True)]).sum().backward()
    maps = F.relu((outputs["map"].grad.mean((2, 3), keepdim=True) * outputs["map"]).sum(1)).detach()
    low, high = maps.amin((1, 2), keepdim=True), maps.amax((1, 2), keepdim=True)
    return (maps - low) / (high - low)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    maps = grad_cam(model, layer, images, targets)
    with torch.no_grad(), evaluation_mode(model):
        told = model(images).argmax(1) if targets is None else targets
    figure = plt.figure(figsize=(6, 2 * len(images)))
    grid = figure.subplots(len(images), 3, squeeze=False)
    for row, image, heat, k in zip(grid, images, maps, told, strict=True):
        row[0].imshow(to_rgb(image))
        row[1].pcolormesh(heat, cmap="magma")
        row[1].invert_yaxis()
        row[2].imshow(to_rgb(image))
        row[2].imshow(heat, alpha=0.5, cmap="hot")
        row[2].text(0, 0, f"why {classes[k]}?", color="white")
    figure.tight_layout()
    return figure
