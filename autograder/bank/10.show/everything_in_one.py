"""A square grid of axes, the image first; all parameters pooled in one histogram by bar."""

import math

import matplotlib.pyplot as plt
import torch


def show_feature_maps(model, image, layer_name, n=16):
    found = [(m, m.training) for m in model.modules()]
    out = []
    handle = model.get_submodule(layer_name).register_forward_hook(
        lambda *row: out.append(row[-1].detach().clone())
    )
    model.eval()
    with torch.no_grad():
        model(image.unsqueeze(0))
    handle.remove()
    for m, training in found:
        m.training = training
    maps = out[0].squeeze(0)[:n]
    side = math.ceil(math.sqrt(len(maps) + 1))
    fig, axes = plt.subplots(side, side)
    flat = axes.flatten()
    low, high = image.min(), image.max()
    flat[0].imshow(((image - low) / (high - low)).permute(1, 2, 0))
    for ax, single in zip(flat[1:], maps, strict=False):
        single = (single - single.mean()) / (single.std() + 1e-6)
        ax.imshow((single * 64 + 128).clamp(0, 255).byte(), cmap="gray")
    for ax in flat:
        ax.set_xticks([])
    return fig


def show_first_conv_filters(model, n=64):
    weights = next(p for p in model.parameters() if p.dim() == 4).detach()
    weights = (weights - weights.min()) / (weights.max() - weights.min())
    k = min(n, weights.size(0))
    fig, axes = plt.subplots(1, k)
    for i in range(k):
        (axes if k == 1 else axes[i]).imshow(weights[i].permute(1, 2, 0))
    return fig


def plot_weight_histograms(model):
    values = torch.cat([p.detach().flatten() for p in model.parameters()])
    counts, edges = torch.histogram(values, bins=60)
    fig, ax = plt.subplots()
    ax.bar(edges[:-1], counts, width=edges.diff(), align="edge")
    return fig
