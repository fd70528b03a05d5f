# right: a tall column of maps without the picture; filters stretched one by one in a loop; all histograms in one panel
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


def show_feature_maps(model, image, layer_name, n=16):
    with evaluation_mode(model):
        with capture_activations(model, [layer_name]) as activations:
            with torch.no_grad():
                model(torch.stack([image]))
    channels = list(normalize_for_display(activations[layer_name][0]))[:n]
    figure, axes = plt.subplots(len(channels), 1, figsize=(2, 2 * len(channels)), squeeze=False)
    for i in range(len(channels)):
        axes[i][0].imshow(channels[i], cmap="viridis")
        axes[i][0].set_title(f"channel {i}")
        axes[i][0].axis("off")
    return figure


def show_first_conv_filters(model, n=64):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            weights = module.weight.detach().clone()
            break
    weights = weights[:n]
    figure = plt.figure(figsize=(8, 8))
    for i, one in enumerate(weights):
        span = one.max() - one.min()
        picture = (one - one.min()) / (span if span > 0 else 1)
        panel = figure.add_subplot(8, -(-len(weights) // 8), i + 1)
        panel.imshow(torch.movedim(picture, 0, -1).tolist())
        panel.axis("off")
    return figure


def plot_weight_histograms(model):
    figure, panel = plt.subplots(figsize=(7, 4))
    values, names = [], []
    for part, child in model.named_children():
        weights = [m.weight for m in child.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
        if weights:
            values.append(torch.cat([w.flatten() for w in weights]).detach().numpy())
            names.append(part)
    panel.hist(values, bins=50, label=names, log=True, histtype="step")
    panel.legend()
    panel.set_title("weights of all layers")
    return figure
