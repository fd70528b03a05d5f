# right: plt.subplots with spare panels removed, samples from a generator cut by islice, percentages in the matrix.
from itertools import islice

import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def samples(model, loader, only_errors, device):
    """Image, true class and predicted class of one picture after the other."""
    for images, labels in loader:
        said = model(images.to(device)).argmax(dim=1).tolist()
        for image, true, predicted in zip(images, labels.tolist(), said, strict=True):
            if not only_errors or true != predicted:
                yield image, true, predicted


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    with evaluation_mode(model), torch.no_grad():
        chosen = list(islice(samples(model, loader, only_errors, device), n))
    columns = min(8, max(1, len(chosen)))
    rows = max(1, -(-len(chosen) // columns))
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.5 * columns, 2.1 * rows), squeeze=False, layout="constrained"
    )
    for place, panel in enumerate(axes.flat):
        if place >= len(chosen):
            panel.remove()
            continue
        image, true, predicted = chosen[place]
        panel.imshow(to_rgb(image))
        panel.axis("off")
        mark = "✓" if true == predicted else "✗"
        panel.set_title(f"{mark} called {classes[predicted]}\nis {classes[true]}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    size = len(classes)
    counts = torch.bincount(targets * size + predictions, minlength=size**2).view(size, size)
    matrix = counts / counts.sum(dim=1, keepdim=True).clamp(min=1) if normalize else counts
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(size), classes, rotation=90)
    panel.set_yticks(range(size), classes)
    panel.set(xlabel="called", ylabel="is")
    half = matrix.max() / 2
    for true in range(size):
        for called in range(size):
            value = matrix[true, called]
            text = f"{value.item():.0%}" if normalize else f"{value.item():d}"
            color = "white" if value > half else "black"
            panel.text(called, true, text, ha="center", va="center", color=color)
    return figure
