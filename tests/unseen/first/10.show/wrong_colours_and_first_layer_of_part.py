# wrong: Filters are stretched colour by colour AND the histogram of a part shows its first layer only.


import math
from contextlib import contextmanager

import matplotlib.pyplot as plt
import torch
from torch import nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations = {}

    def keep_as(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    handles = [layer.register_forward_hook(keep_as(name)) for name, layer in layers.items()]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    extent = high - low
    return (tensor - low) / torch.where(extent == 0, 1.0, extent)


def show_feature_maps(model, image, layer_name, n=16):
    with evaluation_mode(model), torch.no_grad(), capture_activations(model, [layer_name]) as activations:
        model(image[None])
    maps = normalize_for_display(activations[layer_name][0, :n])
    rows = math.ceil((len(maps) + 1) / 6)
    figure, axes = plt.subplots(rows, 6, figsize=(9, 1.7 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    axes[0, 0].imshow(to_rgb(image))
    axes[0, 0].set_title("picture", fontsize=8)
    for number, (panel, values) in enumerate(zip(axes.flat[1:], maps)):
        panel.imshow(values, cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"{layer_name}, {number}", fontsize=8)
    return figure


def show_first_conv_filters(model, n=64):
    conv = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    filters = conv.weight.detach()[:n]
    rows = math.ceil(len(filters) / 8)
    figure, axes = plt.subplots(rows, 8, figsize=(8, 1.2 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    for number, (panel, one) in enumerate(zip(axes.flat, filters)):
        panel.imshow(normalize_for_display(one).permute(1, 2, 0))
        panel.set_title(f"filter {number}", fontsize=7)
    return figure


def plot_weight_histograms(model):
    parts = {}
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            parts.setdefault(name.split(".")[0], module.weight.detach().flatten())
    figure, axes = plt.subplots(1, len(parts), figsize=(2.4 * len(parts), 2.6), squeeze=False)
    for panel, (part, values) in zip(axes.flat, parts.items()):
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{part}\nstd {values.std():.3f}", fontsize=9)
    return figure
