# wrong: only layers that are direct children of the model are counted, not those inside the stages
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
    weight = conv.weight.detach()[:n]
    filters = normalize_for_display(weight.flatten(2)).reshape(weight.shape)
    figure, panels = grid(len(filters))
    for k, (panel, values) in enumerate(zip(panels, filters)):
        panel.imshow(values.permute(1, 2, 0))
        panel.set_title(k, fontsize=7)
    return figure


def plot_weight_histograms(model):
    layers = {
        name: child.weight.detach().flatten()
        for name, child in model.named_children()
        if isinstance(child, (nn.Conv2d, nn.Linear))
    }
    figure, axes = plt.subplots(1, max(1, len(layers)), figsize=(8, 3), squeeze=False, layout="constrained")
    for panel, (name, values) in zip(axes.flat, layers.items()):
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{name}, std {values.std():.3f}")
    return figure
