# right: matplotlib's Figure itself, panels added one by one; a generator with islice picks the pictures
from itertools import islice
from math import ceil

import torch
from matplotlib.figure import Figure
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def _answers(model, loader, only_errors, device):
    for images, targets in loader:
        with evaluation_mode(model), torch.no_grad():
            sure, said = model(images.to(device)).softmax(dim=1).max(dim=1)
        for image, truth, answer, share in zip(images, targets.tolist(), said.tolist(), sure.tolist(), strict=True):
            if not (only_errors and truth == answer):
                yield image, truth, answer, share


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    chosen = list(islice(_answers(model, loader, only_errors, device), n))
    columns = max(1, min(len(chosen), 8))
    rows = max(1, ceil(len(chosen) / columns))
    figure = Figure(figsize=(1.7 * columns, 2.1 * rows), layout="constrained")
    for place, (image, truth, answer, share) in enumerate(chosen, start=1):
        panel = figure.add_subplot(rows, columns, place)
        panel.imshow(to_rgb(image))
        panel.axis("off")
        mark = "✓" if truth == answer else "✗"
        panel.set_title(f"{mark} called {classes[answer]} ({share:.0%})\nis {classes[truth]}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    size = len(classes)
    matrix = torch.zeros(size, size)
    matrix.index_put_((targets, predictions), torch.ones(len(targets)), accumulate=True)
    if normalize:
        matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure = Figure(figsize=(1 + 0.6 * size, 1 + 0.6 * size), layout="constrained")
    panel = figure.add_subplot()
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(size), labels=classes, rotation=90)
    panel.set_yticks(range(size), labels=classes)
    panel.set(xlabel="is called", ylabel="is")
    half = matrix.max() / 2
    for true, predicted in torch.cartesian_prod(torch.arange(size), torch.arange(size)).tolist():
        value = matrix[true, predicted]
        text = f"{value:.2f}" if normalize else f"{value:.0f}"
        panel.text(predicted, true, text, ha="center", va="center", color="white" if value > half else "black")
    return figure
