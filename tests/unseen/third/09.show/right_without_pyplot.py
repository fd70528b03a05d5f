# right: Figure objects without pyplot, islice over a generator, matshow with tick labels set by name
from itertools import islice

import torch
from matplotlib.figure import Figure

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def answers(model, loader, only_errors, device):
    """(picture, true class, predicted class), one after the other."""
    for images, labels in loader:
        with evaluation_mode(model), torch.no_grad():
            said = model(images.to(device)).argmax(1).cpu()
        for image, t, p in zip(images, labels, said, strict=True):
            if p != t or not only_errors:
                yield image, int(t), int(p)


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    chosen = list(islice(answers(model, loader, only_errors, device), n))
    figure = Figure(figsize=(9, 2 + 1.5 * (len(chosen) // 6)), layout="constrained")
    for place, (image, t, p) in enumerate(chosen, start=1):
        panel = figure.add_subplot((len(chosen) + 5) // 6, 6, place, xticks=[], yticks=[])
        panel.imshow(to_rgb(image))
        sign = "=" if t == p else "≠"
        panel.set_title(f"{classes[p]} {sign} {classes[t]}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    size = len(classes)
    matrix = torch.zeros(size, size)
    matrix.index_put_((targets, predictions), torch.ones(len(targets)), accumulate=True)
    if normalize:
        matrix = (matrix / matrix.sum(1, keepdim=True)).nan_to_num(nan=0.0)
    figure = Figure(figsize=(8, 8))
    axes = figure.add_subplot(
        xticks=range(size), yticks=range(size), xlabel="called", ylabel="is", title="confusion matrix"
    )
    axes.matshow(matrix.numpy(), cmap="viridis", vmin=0)
    axes.set(xticks=range(size), yticks=range(size), xticklabels=classes, yticklabels=classes)
    axes.tick_params(axis="x", labelrotation=60)
    return figure
