# wrong: The histograms take every parameter, also biases and the weights of BatchNorm, and not only the weights of convolutions and linear layers.
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
    with evaluation_mode(model), capture_activations(model, [layer_name]) as kept, torch.no_grad():
        model(image[None])
    channels = normalize_for_display(kept[layer_name][0])
    channels = channels[:n]
    figure, axes = panels(1 + len(channels))
    axes[0].imshow(to_rgb(image))
    axes[0].set_title("picture")
    for axis, channel in zip(axes[1:], channels, strict=True):
        axis.imshow(channel, cmap="gray", vmin=0, vmax=1)
        axis.set_title(layer_name, fontsize=7)
    return figure


def show_first_conv_filters(model, n=64):
    weight = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).weight.detach()[:n]
    scaled = normalize_for_display(weight.flatten(2)).reshape(weight.shape)
    figure, axes = panels(len(scaled))
    for i, axis in enumerate(axes):
        axis.imshow(scaled[i].permute(1, 2, 0))
        axis.set_title(f"filter {i}", fontsize=7)
    return figure


def plot_weight_histograms(model):
    parts = {}
    for name, parameter in model.named_parameters():
        parts.setdefault(name.split(".")[0], []).append(parameter.detach().flatten())
    figure, axes = plt.subplots(1, len(parts), figsize=(2.4 * len(parts), 3), squeeze=False)
    for axis, (part, rows) in zip(axes[0], parts.items(), strict=True):
        values = torch.cat(rows)
        axis.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        axis.set_title(f"{part}: std {values.std():.3f}", fontsize=8)
    return figure
