# right: a hook of its own in try and finally, one helper grid for two figures, parameters by named_children
import matplotlib.pyplot as plt
import torch
from torch import nn
from resnet_ref.load_data import to_rgb


def _grid(pictures, titles, columns=8):
    lines = max(1, -(-len(pictures) // columns))
    fig = plt.figure(figsize=(1.3 * columns, 1.5 * lines))
    for i, (picture, title) in enumerate(zip(pictures, titles), start=1):
        ax = fig.add_subplot(lines, columns, i)
        ax.imshow(picture, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        ax.set_title(title, fontsize=7)
        ax.set_xticks([])
        ax.set_yticks([])
    return fig


def _stretch(x):
    low, high = x.min(), x.max()
    return torch.zeros_like(x) if low == high else (x - low) / (high - low)


def show_feature_maps(model, image, layer_name, n=16):
    layer = model.get_submodule(layer_name)
    kept = []
    modes = [(m, m.training) for m in model.modules()]
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o.detach().clone()))
    try:
        model.eval()
        with torch.no_grad():
            model(image.unsqueeze(0))
    finally:
        handle.remove()
        for m, training in modes:
            m.training = training
    maps = kept[-1].squeeze(0)[:n]
    pictures = [to_rgb(image)] + [_stretch(channel).numpy() for channel in maps]
    return _grid(pictures, ["picture"] + [f"channel {c}" for c in range(len(maps))])


def show_first_conv_filters(model, n=64):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            break
    weight = module.weight.detach()[:n]
    return _grid([_stretch(w).permute(1, 2, 0).numpy() for w in weight], [f"{i}" for i in range(len(weight))])


def plot_weight_histograms(model):
    collected = []
    for part, child in model.named_children():
        layers = [m for m in child.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
        if layers:
            vector = torch.nn.utils.parameters_to_vector([m.weight for m in layers])
            collected.append((part, vector.detach().numpy()))
    fig, axes = plt.subplots(len(collected), 1, figsize=(5, 2 * len(collected)), squeeze=False, sharex=True)
    for ax, (part, values) in zip(axes[:, 0], collected):
        ax.hist(values, bins=80, log=True, histtype="stepfilled", color="tab:green")
        ax.set_title(f"{part}: {values.size} weights, deviation {values.std():.4f}")
    return fig
