# wrong: All feature maps share one smallest and one largest value, so quiet channels stay black AND the histograms get a panel for every layer and not for every part of the model.
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
    with evaluation_mode(model), capture_activations(model, [layer_name]) as activations, torch.no_grad():
        model(image[None])
    maps = activations[layer_name][0, :n]
    low, high = maps.min(), maps.max()
    maps = (maps - low) / (high - low).clamp(min=1e-12)
    figure, axes = panels(len(maps) + 1)
    axes[0].imshow(to_rgb(image))
    axes[0].set_title("picture", fontsize=8)
    for i, panel in enumerate(axes[1:]):
        panel.imshow(maps[i], cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"channel {i}", fontsize=8)
    return figure


def show_first_conv_filters(model, n=64):
    weight = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).weight.detach()
    pictures = normalize_for_display(weight.flatten(2)).reshape(weight.shape).permute(0, 2, 3, 1)[:n]
    figure, axes = panels(len(pictures))
    for i, panel in enumerate(axes):
        panel.imshow(pictures[i])
        panel.set_title(f"filter {i}", fontsize=8)
    return figure


def plot_weight_histograms(model):
    layers = {
        name: module.weight.detach().flatten()
        for name, module in model.named_modules()
        if isinstance(module, (nn.Conv2d, nn.Linear))
    }
    figure, axes = panels(len(layers))
    for panel, (name, values) in zip(axes, layers.items(), strict=True):
        panel.axis("on")
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{name}: {values.std():.3f}", fontsize=7)
    return figure
