# wrong: two mistakes in show_feature_maps: the model runs in whatever mode it is in, and the hook is not removed
import math

import matplotlib.pyplot as plt
import torch
from torch import nn
from resnet_ref.load_data import to_rgb


def normalize_for_display(x):
    low, high = x.amin((1, 2), keepdim=True), x.amax((1, 2), keepdim=True)
    return torch.where(high > low, (x - low) / (high - low).clamp(min=1e-30), torch.zeros_like(x))


def show_feature_maps(model, image, layer_name, n=16):
    activation = {}

    def get_activation(name):
        def hook(module, input, output):
            activation[name] = output.detach().clone()

        return hook

    model.get_submodule(layer_name).register_forward_hook(get_activation(layer_name))
    with torch.no_grad():
        model(image.unsqueeze(0))
    maps = normalize_for_display(activation[layer_name].squeeze(0)[:n])
    fig, axarr = plt.subplots(2, math.ceil((len(maps) + 1) / 2), figsize=(12, 3), squeeze=False)
    for ax in axarr.flat:
        ax.axis("off")
    axarr.flat[0].imshow(to_rgb(image))
    for idx in range(maps.size(0)):
        axarr.flat[idx + 1].imshow(maps[idx], cmap="gray")
    return fig


def show_first_conv_filters(model, n=64):
    conv = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    w = conv.weight.detach().clone()
    w = normalize_for_display(w.flatten(2)).view_as(w)
    count = min(n, w.size(0))
    fig, axarr = plt.subplots(math.ceil(count / 8), 8, figsize=(8, math.ceil(count / 8)), squeeze=False)
    for ax in axarr.flat:
        ax.axis("off")
    for idx in range(count):
        axarr.flat[idx].imshow(w[idx].permute(1, 2, 0))
    return fig


def plot_weight_histograms(model):
    groups = {}
    for name, m in model.named_modules():
        if isinstance(m, (nn.Conv2d, nn.Linear)):
            groups.setdefault(name.split(".")[0], []).append(m.weight.detach().flatten())
    fig, axarr = plt.subplots(1, len(groups), figsize=(3 * len(groups), 3), squeeze=False)
    for ax, (name, ws) in zip(axarr.flat, groups.items()):
        ws = torch.cat(ws)
        ax.hist(ws.numpy(), bins=80, log=True)
        ax.set_title(f"{name} std={ws.std():.3f}")
    return fig
