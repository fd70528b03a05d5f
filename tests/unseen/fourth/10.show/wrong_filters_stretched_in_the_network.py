# wrong: the filters are stretched in the network's own memory: detach() is taken for a copy
import math

import matplotlib.pyplot as plt
import torch
from torch import nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    span = tensor.amax(dim=(1, 2), keepdim=True) - low
    return (tensor - low) / torch.where(span > 0, span, 1.0)


def grid(count, columns=8):
    rows = math.ceil(count / columns)
    figure, axes = plt.subplots(rows, columns, figsize=(columns, rows), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    return figure, list(axes.flat)


def show_feature_maps(model, image, layer_name, n=16):
    kept = {}
    layer = model.get_submodule(layer_name)
    handle = layer.register_forward_hook(lambda module, given, out: kept.update(out=out.detach().clone()))
    try:
        with evaluation_mode(model), torch.no_grad():
            model(image.unsqueeze(0))
    finally:
        handle.remove()
    maps = normalize_for_display(kept["out"][0])[:n]
    figure, axes = grid(len(maps) + 1)
    axes[0].imshow(to_rgb(image))
    axes[0].set_title("picture", fontsize=7)
    for panel, values in zip(axes[1:], maps):
        panel.imshow(values, cmap="gray")
    figure.suptitle(layer_name)
    return figure


def show_first_conv_filters(model, n=64):
    weight = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).weight.detach()
    weight -= weight.amin(dim=(1, 2, 3), keepdim=True)
    weight /= weight.amax(dim=(1, 2, 3), keepdim=True).clamp(min=1e-12)
    figure, axes = grid(min(n, len(weight)))
    for panel, values in zip(axes, weight[:n]):
        panel.imshow(values.permute(1, 2, 0))
    return figure


def plot_weight_histograms(model):
    parts = {}
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            parts.setdefault(name.partition(".")[0], []).append(module.weight.detach().flatten())
    figure, axes = plt.subplots(1, len(parts), figsize=(2.2 * len(parts), 2.4), squeeze=False, layout="constrained")
    for panel, (part, values) in zip(axes[0], parts.items()):
        joined = torch.cat(values)
        panel.hist(joined.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{part} {joined.std():.3f}", fontsize=8)
    return figure
