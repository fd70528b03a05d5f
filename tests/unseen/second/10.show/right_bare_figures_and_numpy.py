# right: matplotlib's Figure without pyplot, numpy for the scaling, a hook of its own in place of capture_activations, one histogram per child.
import math

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import nn

from resnet_ref.load_data import to_rgb


def grid(pictures, titles):
    """A figure with one axes per picture; grey pictures are [h, w], colours [h, w, 3], all in 0..1."""
    columns = math.ceil(math.sqrt(len(pictures)))
    rows = math.ceil(len(pictures) / columns)
    figure = Figure(figsize=(1.3 * columns, 1.5 * rows), layout="tight")
    for i, (picture, title) in enumerate(zip(pictures, titles, strict=True)):
        axes = figure.add_subplot(rows, columns, i + 1, xticks=[], yticks=[])
        axes.imshow(picture, cmap="viridis", vmin=0, vmax=1, interpolation="nearest")
        axes.set_title(title, fontsize=7)
    return figure


def stretch(array):
    low, high = array.min(), array.max()
    return np.zeros_like(array) if low == high else (array - low) / (high - low)


def show_feature_maps(model, image, layer_name, n=16):
    layer, kept = model.get_submodule(layer_name), []
    modes = [(module, module.training) for module in model.modules()]
    handle = layer.register_forward_hook(lambda module, args, out: kept.append(np.array(out.detach().cpu())))
    try:
        with torch.no_grad():
            model.eval()(image.unsqueeze(0))
    finally:
        handle.remove()
        for module, mode in modes:
            module.training = mode
    maps = kept[-1][0][:n]
    names = [f"channel {c}" for c in range(len(maps))]
    return grid([to_rgb(image).numpy(), *map(stretch, maps)], ["the picture", *names])


def show_first_conv_filters(model, n=64):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            filters = module.weight.detach().cpu().numpy()[:n].transpose(0, 2, 3, 1)
            return grid([stretch(one) for one in filters], [f"#{i}" for i in range(len(filters))])
    raise ValueError("the model has no convolution")


def plot_weight_histograms(model):
    children = dict(model.named_children()) or {type(model).__name__: model}
    found = {}
    for name, child in children.items():
        rows = [m.weight.detach().flatten() for m in child.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
        if rows:
            found[name] = torch.cat(rows).cpu().numpy()
    figure = Figure(figsize=(6, 1.8 * len(found)), layout="tight")
    for row, (name, values) in enumerate(found.items()):
        axes = figure.add_subplot(len(found), 1, row + 1)
        axes.hist(values, bins=60, log=True, color="tab:blue")
        axes.set_title(f"{name}: {values.size:,} weights, standard deviation {values.std(ddof=1):.3f}")
    return figure
