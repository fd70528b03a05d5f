# wrong: the histograms count all parameters, biases and BatchNorm's too
import math

import matplotlib.pyplot as plt
import torch
from torch import nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def to_unit(x):
    low = x.amin(dim=(1, 2), keepdim=True)
    high = x.amax(dim=(1, 2), keepdim=True)
    return (x - low) / (high - low).masked_fill(high == low, 1.0)


def show_feature_maps(model, image, layer_name, n=16):
    found = {}

    def hook(module, inputs, output):
        found["maps"] = output.detach().clone()

    handle = model.get_submodule(layer_name).register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.no_grad():
            model(image[None])
    finally:
        handle.remove()
    maps = to_unit(found["maps"][0][:n])
    columns = 6
    rows = math.ceil((len(maps) + 1) / columns)
    figure, axes = plt.subplots(rows, columns, figsize=(columns * 1.3, rows * 1.4), squeeze=False)
    for panel in axes.flat:
        panel.axis("off")
    axes.flat[0].imshow(to_rgb(image))
    for i, values in enumerate(maps, start=1):
        axes.flat[i].imshow(values, cmap="viridis", vmin=0, vmax=1)
        axes.flat[i].set_title(f"channel {i - 1}", fontsize=7)
    return figure


def show_first_conv_filters(model, n=64):
    conv = next(module for module in model.modules() if isinstance(module, nn.Conv2d))
    weight = conv.weight.detach().clone()
    shown = to_unit(weight.flatten(2)).reshape(weight.shape)[:n]
    rows = math.ceil(len(shown) / 8)
    figure, axes = plt.subplots(rows, 8, figsize=(8, rows), squeeze=False)
    for panel in axes.flat:
        panel.axis("off")
    for panel, picture in zip(axes.flat, shown):
        panel.imshow(picture.permute(1, 2, 0))
    return figure


def plot_weight_histograms(model):
    children = [(name, child) for name, child in model.named_children() if list(child.parameters())]
    figure, axes = plt.subplots(1, len(children), figsize=(2.4 * len(children), 2.4), squeeze=False)
    for panel, (name, child) in zip(axes.flat, children):
        values = torch.cat([p.detach().flatten() for p in child.parameters()])
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{name}\nstd {values.std():.3f}", fontsize=8)
    return figure
