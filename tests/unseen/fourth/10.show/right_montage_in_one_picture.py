# right: maps and filters are laid side by side into one large picture, and the parts' histograms lie over each other
import math

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def stretched(rows):
    """Every row of [C, M] in 0..1; a constant one is 0."""
    low, high = torch.aminmax(rows, dim=1, keepdim=True)
    return torch.nan_to_num((rows - low) / (high - low), nan=0.0)


def montage(pictures):
    """[n, c, h, w] side by side in rows of eight, with a white line between them: [H, W, c]."""
    count, _, height, width = pictures.shape
    columns = min(8, count)
    missing = -count % columns
    framed = F.pad(pictures, (0, 1, 0, 1), value=1.0)
    framed = torch.cat([framed, framed.new_ones(missing, *framed.shape[1:])])
    lines = [torch.cat(list(line), dim=2) for line in framed.split(columns)]
    return torch.cat(lines, dim=1).permute(1, 2, 0)


def show_feature_maps(model, image, layer_name, n=16):
    heard = []
    handle = model.get_submodule(layer_name).register_forward_hook(lambda m, g, out: heard.append(out.clone()))
    try:
        with evaluation_mode(model), torch.no_grad():
            model(image.unsqueeze(0))
    finally:
        handle.remove()
    maps = heard[-1][0, :n]
    maps = stretched(maps.flatten(1)).reshape(maps.shape)
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), width_ratios=[1, 2], layout="constrained")
    left.imshow(to_rgb(image))
    left.set_title("the picture")
    right.imshow(montage(maps[:, None])[..., 0], cmap="gray", vmin=0, vmax=1)
    right.set_title(f"{layer_name}, channels 0 to {len(maps) - 1}")
    for panel in (left, right):
        panel.axis("off")
    return figure


def show_first_conv_filters(model, n=64):
    convolution = next(module for module in model.modules() if isinstance(module, nn.Conv2d))
    weight = convolution.weight.detach()[:n]
    figure, panel = plt.subplots(figsize=(5, 5), layout="constrained")
    panel.imshow(montage(stretched(weight.flatten(1)).reshape(weight.shape)))
    panel.set_title(f"{math.prod(weight.shape[:1])} filters")
    panel.axis("off")
    return figure


def plot_weight_histograms(model):
    figure, panel = plt.subplots(figsize=(7, 4), layout="constrained")
    for part, child in model.named_children():
        layers = [module for module in child.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
        if layers:
            values = torch.cat([layer.weight.detach().flatten() for layer in layers])
            panel.hist(values.cpu().numpy(), bins=80, log=True, histtype="step", label=f"{part}: {values.std():.3f}")
    panel.set(xlabel="weight", ylabel="count")
    panel.legend(title="deviation")
    return figure
