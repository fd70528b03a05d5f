# wrong: the filters are stretched in the memory of the network's own weights
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

    def hook_for(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    layers = [model.get_submodule(name) for name in layer_names]
    handles = []
    try:
        for name, layer in zip(layer_names, layers):
            handles.append(layer.register_forward_hook(hook_for(name)))
        yield activations
    finally:
        for handle in handles:
            handle.remove()


def normalize_for_display(tensor):
    dims = tuple(range(1, tensor.ndim))
    low = tensor.amin(dim=dims, keepdim=True)
    span = tensor.amax(dim=dims, keepdim=True) - low
    return (tensor - low) / torch.where(span > 0, span, 1.0)


def grid(count, columns=8):
    columns = min(columns, count)
    rows = math.ceil(count / columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.2 * columns, 1.3 * rows), squeeze=False, layout="constrained"
    )
    for panel in axes.flat:
        panel.axis("off")
    for panel in axes.flat[count:]:
        panel.remove()
    return figure, axes.flat[:count]


def show_feature_maps(model, image, layer_name, n=16):
    with evaluation_mode(model), torch.no_grad(), capture_activations(model, [layer_name]) as activations:
        model(image[None])
    maps = normalize_for_display(activations[layer_name][0][:n])
    figure, panels = grid(len(maps) + 1)
    panels[0].imshow(to_rgb(image))
    panels[0].set_title("picture", fontsize=8)
    for k, (panel, values) in enumerate(zip(panels[1:], maps)):
        panel.imshow(values, cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"channel {k}", fontsize=8)
    return figure


def show_first_conv_filters(model, n=64):
    conv = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    filters = conv.weight.data[:n]
    figure, panels = grid(len(filters))
    for panel, values in zip(panels, filters):
        values -= values.min().item()
        values /= max(values.max().item(), 1e-12)
        panel.imshow(values.permute(1, 2, 0))
    return figure


def plot_weight_histograms(model):
    parts = {}
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            parts.setdefault(name.split(".")[0], []).append(module.weight.detach().flatten())
    figure, axes = plt.subplots(1, len(parts), figsize=(2.2 * len(parts), 2.5), squeeze=False, layout="constrained")
    for panel, (part, weights) in zip(axes[0], parts.items()):
        values = torch.cat(weights)
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{part}\nstd {values.std():.3f}", fontsize=9)
    return figure
