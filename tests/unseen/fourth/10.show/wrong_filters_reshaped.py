# wrong: the filters' dimensions are reshaped to [k, k, 3], not permuted
import math

import matplotlib.pyplot as plt
import torch
from torch import nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def stretch(x):
    low, high = x.amin(dim=(1, 2), keepdim=True), x.amax(dim=(1, 2), keepdim=True)
    return (x - low) / torch.where(high > low, high - low, 1.0)


def panels(count):
    columns = min(8, count)
    rows = math.ceil(count / columns)
    figure, axes = plt.subplots(rows, columns, figsize=(1.2 * columns, 1.3 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    return figure, axes.flat


def show_feature_maps(model, image, layer_name, n=16):
    kept = []
    handle = model.get_submodule(layer_name).register_forward_hook(lambda m, i, o: kept.append(o.detach().clone()))
    try:
        with evaluation_mode(model), torch.no_grad():
            model(image[None])
    finally:
        handle.remove()
    maps = stretch(kept[-1][0][:n])
    figure, axes = panels(len(maps) + 1)
    axes[0].imshow(to_rgb(image))
    for number, values in enumerate(maps):
        axes[number + 1].imshow(values, cmap="gray", vmin=0, vmax=1)
        axes[number + 1].set_title(str(number), fontsize=8)
    return figure


def show_first_conv_filters(model, n=64):
    conv = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    weight = conv.weight.detach()
    pictures = stretch(weight.flatten(2)).reshape(weight.shape)[:n]
    figure, axes = panels(len(pictures))
    for panel, picture in zip(axes, pictures):
        k = picture.shape[-1]
        panel.imshow(picture.reshape(k, k, 3))
    return figure


def plot_weight_histograms(model):
    parts = {}
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            parts.setdefault(name.split(".")[0], []).append(module.weight.detach().flatten())
    figure, axes = plt.subplots(1, len(parts), figsize=(2.5 * len(parts), 2.5), squeeze=False, layout="constrained")
    for panel, (name, values) in zip(axes.flat, parts.items()):
        values = torch.cat(values)
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{name}: {values.std():.3f}")
    return figure
