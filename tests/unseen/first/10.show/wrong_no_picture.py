# wrong: Only the channels are drawn, the picture itself is missing.


import math
from contextlib import contextmanager

import matplotlib.pyplot as plt
import torch
from torch import nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


@contextmanager
def capture_activations(model, layer_names):
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations = {}

    def keep_as(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    handles = [layer.register_forward_hook(keep_as(name)) for name, layer in layers.items()]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    extent = high - low
    return (tensor - low) / torch.where(extent == 0, 1.0, extent)


def show_feature_maps(model, image, layer_name, n=16):
    with evaluation_mode(model), torch.no_grad(), capture_activations(model, [layer_name]) as activations:
        model(image[None])
    maps = normalize_for_display(activations[layer_name][0, :n])
    rows = math.ceil(len(maps) / 8)
    figure, axes = plt.subplots(rows, 8, figsize=(10, 1.4 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    for number, (panel, values) in enumerate(zip(axes.flat, maps)):
        panel.imshow(values, cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"{layer_name}[{number}]", fontsize=8)
    return figure


def show_first_conv_filters(model, n=64):
    conv = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    weight = conv.weight.detach()[:n].cpu()
    pictures = normalize_for_display(weight.flatten(2)).reshape(weight.shape)
    rows = math.ceil(len(pictures) / 8)
    figure, axes = plt.subplots(rows, 8, figsize=(8, 1.2 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    for number, (panel, picture) in enumerate(zip(axes.flat, pictures)):
        panel.imshow(picture.permute(1, 2, 0))
        panel.set_title(str(number), fontsize=7)
    return figure


def plot_weight_histograms(model):
    parts = {}
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            parts.setdefault(name.split(".")[0], []).append(module.weight.detach().flatten())
    figure, axes = plt.subplots(1, len(parts), figsize=(2.4 * len(parts), 2.6), squeeze=False)
    for panel, (part, weights) in zip(axes.flat, parts.items()):
        values = torch.cat(weights).cpu()
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{part}\nstd {values.std():.3f}", fontsize=9)
    figure.tight_layout()
    return figure
