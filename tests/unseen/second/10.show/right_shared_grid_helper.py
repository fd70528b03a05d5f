# right: the lesson's own tools, one helper for the grid of panels.
import math
from contextlib import contextmanager

import matplotlib.pyplot as plt
import torch
from torch import nn

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


@contextmanager
def capture_activations(model, layer_names):
    activations = {}
    layers = {name: model.get_submodule(name) for name in layer_names}

    def remember(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    handles = []
    try:
        for name, layer in layers.items():
            handles.append(layer.register_forward_hook(remember(name)))
        yield activations
    finally:
        for handle in handles:
            handle.remove()


def normalize_for_display(tensor):
    dims = tuple(range(1, tensor.dim()))
    low, high = tensor.amin(dim=dims, keepdim=True), tensor.amax(dim=dims, keepdim=True)
    return (tensor - low) / torch.where(high > low, high - low, torch.ones_like(low))


def panels(count):
    columns = min(count, 8)
    rows = math.ceil(count / columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.4 * columns, 1.5 * rows), squeeze=False, layout="constrained"
    )
    for axis in axes.flat[count:]:
        axis.remove()
    for axis in axes.flat[:count]:
        axis.axis("off")
    return figure, axes.flat[:count]


def show_feature_maps(model, image, layer_name, n=16):
    with evaluation_mode(model), capture_activations(model, [layer_name]) as heard, torch.no_grad():
        model(image[None])
    maps = normalize_for_display(heard[layer_name][0, :n])
    figure, axes = panels(1 + len(maps))
    axes[0].imshow(to_rgb(image))
    axes[0].set_title("picture", fontsize=8)
    for number, (panel, values) in enumerate(zip(axes[1:], maps, strict=True)):
        panel.imshow(values, cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"{layer_name} [{number}]", fontsize=8)
    return figure


def show_first_conv_filters(model, n=64):
    weight = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).weight.detach()[:n]
    pictures = normalize_for_display(weight.flatten(2)).reshape(weight.shape)
    figure, axes = panels(len(pictures))
    for number, (panel, picture) in enumerate(zip(axes, pictures, strict=True)):
        panel.imshow(picture.permute(1, 2, 0))
        panel.set_title(number, fontsize=8)
    return figure


def plot_weight_histograms(model):
    parts = {}
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            parts.setdefault(name.split(".")[0], []).append(module.weight.detach().flatten())
    figure, axes = plt.subplots(
        1, len(parts), figsize=(2.5 * len(parts), 2.8), squeeze=False, layout="constrained"
    )
    for panel, (name, rows) in zip(axes.flat, parts.items(), strict=True):
        values = torch.cat(rows)
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{name}: std {values.std():.3f}", fontsize=9)
    return figure
