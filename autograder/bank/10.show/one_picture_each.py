"""Grids made by make_grid, a histogram for every layer as an outline, densities."""

import matplotlib.pyplot as plt
import torch
from torch import nn
from torchvision.utils import make_grid


def show_feature_maps(model, image, layer_name, n=16):
    modes = {m: m.training for m in model.modules()}
    seen = []
    handle = model.get_submodule(layer_name).register_forward_hook(lambda m, i, o: seen.append(o.clone()))
    try:
        with torch.no_grad():
            model.eval()(image.unsqueeze(0))
    finally:
        handle.remove()
        for module, mode in modes.items():
            module.training = mode
    maps = seen[0][0, :n].unsqueeze(1)
    figure = plt.figure(figsize=(6, 6))
    plt.imshow(make_grid(maps, nrow=3, normalize=True, scale_each=True).permute(1, 2, 0), cmap="viridis")
    plt.title(layer_name)
    plt.axis("off")
    return figure


def show_first_conv_filters(model, n=64):
    weight = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).weight.detach()[:n]
    grid = make_grid(weight, nrow=2, normalize=True, padding=1)
    figure, ax = plt.subplots()
    ax.imshow(grid.numpy().transpose(1, 2, 0))
    return figure


def plot_weight_histograms(model):
    layers = [(n, m) for n, m in model.named_modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    figure, axes = plt.subplots(len(layers), 1, figsize=(5, 2 * len(layers)))
    for ax, (name, layer) in zip(axes, layers, strict=True):
        ax.hist(layer.weight.detach().flatten().numpy(), bins=30, histtype="step", density=True)
        ax.set_title(name)
    return figure
