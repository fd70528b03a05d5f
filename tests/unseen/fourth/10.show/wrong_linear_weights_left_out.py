# wrong: the histograms count convolution weights only, the linear layer's are left out
import math

import matplotlib.pyplot as plt
import torch
from torch import nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    span = tensor.amax(dim=(1, 2), keepdim=True) - low
    return (tensor - low) / torch.where(span == 0, torch.ones_like(span), span)


def draw(pictures, **options):
    columns = min(8, len(pictures))
    rows = math.ceil(len(pictures) / columns)
    figure, axes = plt.subplots(rows, columns, figsize=(1.3 * columns, 1.3 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    for panel, picture in zip(axes.flat, pictures):
        panel.imshow(picture, **(options if picture.ndim == 2 else {}))
    return figure


def show_feature_maps(model, image, layer_name, n=16):
    outputs = []
    handle = model.get_submodule(layer_name).register_forward_hook(
        lambda module, given, output: outputs.append(output.detach().clone())
    )
    try:
        with evaluation_mode(model), torch.no_grad():
            model(image[None])
    finally:
        handle.remove()
    maps = normalize_for_display(outputs[-1][0])[:n]
    return draw([to_rgb(image), *maps], cmap="gray", vmin=0, vmax=1)


def show_first_conv_filters(model, n=64):
    weight = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).weight.detach()
    whole = normalize_for_display(weight.flatten(2)).reshape(weight.shape)
    return draw(list(whole[:n].permute(0, 2, 3, 1)))


def plot_weight_histograms(model):
    parts = {}
    for name, parameter in model.named_parameters():
        if parameter.dim() == 4:
            parts.setdefault(name.split(".")[0], []).append(parameter.detach().flatten())
    figure, axes = plt.subplots(1, max(len(parts), 1), figsize=(2.4 * max(len(parts), 1), 2.5), squeeze=False, layout="constrained")
    for panel, (name, values) in zip(axes.flat, parts.items()):
        panel.hist(torch.cat(values).numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{name} {torch.cat(values).std():.3f}", fontsize=9)
    return figure
