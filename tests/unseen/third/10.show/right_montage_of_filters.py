# right: maps without pyplot; the filters are one large picture; histograms are drawn with stairs
import math
from contextlib import contextmanager

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import nn

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


@contextmanager
def capture_activations(model, layer_names):
    activations = {}

    def hook_for(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    layers = [model.get_submodule(name) for name in layer_names]
    handles = []
    try:
        for name, layer in zip(layer_names, layers):
            handles.append(layer.register_forward_hook(hook_for(name)))
        yield activations
    finally:
        for handle in handles:
            handle.remove()


def normalize_for_display(tensor):
    dims = tuple(range(1, tensor.ndim))
    low = tensor.amin(dim=dims, keepdim=True)
    span = tensor.amax(dim=dims, keepdim=True) - low
    return (tensor - low) / torch.where(span > 0, span, 1.0)


def show_feature_maps(model, image, layer_name, n=16):
    with capture_activations(model, [layer_name]) as heard, evaluation_mode(model), torch.inference_mode():
        model(image.unsqueeze(0))
    maps = heard[layer_name].squeeze(0)[:n]
    figure = Figure(figsize=(8, 8))
    side = math.ceil(math.sqrt(len(maps) + 1))
    figure.add_subplot(side, side, 1, title="the picture").imshow(to_rgb(image))
    for place, values in enumerate(normalize_for_display(maps), start=2):
        panel = figure.add_subplot(side, side, place, title=f"{layer_name}[{place - 2}]")
        panel.imshow(values.numpy(), cmap="magma", vmin=0, vmax=1)
        panel.set_axis_off()
    return figure


def show_first_conv_filters(model, n=64):
    weight = [m.weight for m in model.modules() if isinstance(m, nn.Conv2d)][0].detach()[:n]
    tiles = normalize_for_display(weight.flatten(1)).view_as(weight).permute(0, 2, 3, 1)
    k, columns = tiles.shape[1], math.ceil(len(tiles) ** 0.5)
    rows = math.ceil(len(tiles) / columns)
    canvas = torch.ones(rows * (k + 1) - 1, columns * (k + 1) - 1, 3)
    for i, tile in enumerate(tiles):
        top, left = (k + 1) * (i // columns), (k + 1) * (i % columns)
        canvas[top : top + k, left : left + k] = tile
    figure = Figure(figsize=(6, 6))
    panel = figure.add_subplot(title=f"{len(tiles)} filters")
    panel.imshow(canvas.numpy())
    panel.set_axis_off()
    return figure


def plot_weight_histograms(model):
    figure = Figure(figsize=(10, 3), layout="constrained")
    parts = {}
    for name, child in model.named_children():
        layers = [m for m in child.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
        if layers:
            parts[name] = torch.cat([layer.weight.detach().reshape(-1) for layer in layers])
    for place, (name, values) in enumerate(parts.items(), start=1):
        panel = figure.add_subplot(1, len(parts), place, yscale="log")
        panel.stairs(*np.histogram(values.numpy(), bins=60), fill=True)
        panel.set_title(f"{name}: {values.std():.2g}")
    return figure
