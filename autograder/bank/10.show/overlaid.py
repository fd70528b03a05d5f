"""No pyplot; maps without the image; grey filters refused by nobody; histograms of all weights over one another."""

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import nn

from resnet_ref.modes import evaluation_mode


def show_feature_maps(model, image, layer_name, n=16):
    kept = {}
    hook = dict(model.named_modules())[layer_name].register_forward_hook(
        lambda module, inputs, output: kept.update(maps=output.detach().clone())
    )
    with torch.inference_mode(), evaluation_mode(model):
        model(image[None])
    hook.remove()
    maps = kept["maps"].squeeze(0)
    count = min(n, maps.shape[0])
    figure = Figure()
    for place in range(count):
        axes = figure.add_subplot(1, count, place + 1)
        axes.imshow(maps[place].numpy(), cmap="magma", vmin=maps.min().item(), vmax=maps.max().item())
        axes.set_axis_off()
    return figure


def show_first_conv_filters(model, n=64):
    conv = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    figure = Figure()
    w = conv.weight.data
    for place, kernel in enumerate(w[:n]):
        rgb = np.moveaxis(kernel.numpy(), 0, -1)
        rgb = (rgb - rgb.min((0, 1))) / np.ptp(rgb, axis=(0, 1))
        figure.add_subplot(2, (min(n, len(w)) + 1) // 2, place + 1).imshow(rgb)
    return figure


def plot_weight_histograms(model):
    figure = Figure()
    axes = figure.add_subplot()
    for name, parameter in model.named_parameters():
        if parameter.dim() > 1:
            heights, edges = np.histogram(parameter.detach().numpy(), bins=40)
            axes.stairs(heights, edges, label=name, fill=True, alpha=0.4)
    axes.legend()
    axes.set_yscale("log")
    return figure
