# right: matplotlib's Figure without pyplot; counts by torch.histogram and drawn as stairs; maps heard by a small recorder class
import math

import torch
from matplotlib.figure import Figure
from torch import nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


class Recorder:
    def __init__(self, layer):
        self.layer, self.output = layer, None

    def __enter__(self):
        self.handle = self.layer.register_forward_hook(self)
        return self

    def __call__(self, module, inputs, output):
        self.output = output.detach().clone()

    def __exit__(self, *error):
        self.handle.remove()


def unit_range(x, dims):
    low, high = x.amin(dims, keepdim=True), x.amax(dims, keepdim=True)
    return (x - low) / torch.where(high > low, high - low, torch.ones_like(high))


def draw(pictures, titles):
    columns = math.ceil(math.sqrt(len(pictures)))
    rows = math.ceil(len(pictures) / columns)
    figure = Figure(figsize=(1.3 * columns, 1.5 * rows), layout="constrained")
    for place, (picture, title) in enumerate(zip(pictures, titles, strict=True), start=1):
        panel = figure.add_subplot(rows, columns, place)
        panel.imshow(picture, cmap="gray", vmin=0, vmax=1)
        panel.set_title(title, fontsize=7)
        panel.set(xticks=[], yticks=[])
    return figure


def show_feature_maps(model, image, layer_name, n=16):
    with Recorder(model.get_submodule(layer_name)) as recorder, evaluation_mode(model), torch.no_grad():
        model(torch.stack([image]))
    maps = unit_range(recorder.output[0, :n], (1, 2))
    return draw([to_rgb(image), *maps], ["picture", *(f"channel {c}" for c in range(len(maps)))])


def show_first_conv_filters(model, n=64):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            filters = unit_range(module.weight.detach()[:n], (1, 2, 3)).movedim(1, -1)
            return draw(list(filters), [str(number) for number in range(len(filters))])
    raise ValueError("the model has no convolution")


def plot_weight_histograms(model):
    parts = {}
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            parts.setdefault(name.split(".", 1)[0], []).append(module.weight.detach().flatten().float())
    figure = Figure(figsize=(2.6 * len(parts), 2.6), layout="constrained")
    for place, (part, weights) in enumerate(parts.items(), start=1):
        values = torch.cat(weights)
        counts, edges = torch.histogram(values, bins=80)
        panel = figure.add_subplot(1, len(parts), place)
        panel.stairs(counts.numpy(), edges.numpy(), fill=True)
        panel.set_yscale("log")
        panel.set_title(f"{part}\ndeviation {values.std():.3f}", fontsize=8)
    return figure
