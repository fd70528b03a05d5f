# wrong: The shares are taken of each column, the predicted class, instead of the true class.


import math

import matplotlib.pyplot as plt
import torch
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    places = targets * num_classes + predictions
    matrix = torch.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    found = []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            best = model(images.to(device)).softmax(dim=1).max(dim=1)
            answers = zip(images, labels.tolist(), best.indices.tolist(), best.values.tolist())
            for image, true, said, p in answers:
                if len(found) < n and not (only_errors and said == true):
                    found.append((image, true, said, p))
            if len(found) >= n:
                break
    columns = max(1, min(8, len(found)))
    rows = max(1, math.ceil(len(found) / columns))
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.6 * columns, 2.1 * rows), squeeze=False, layout="constrained"
    )
    for panel in axes.flat:
        panel.axis("off")
    for panel, (image, true, said, p) in zip(axes.flat, found):
        panel.imshow(to_rgb(image))
        mark = "✓" if said == true else "✗"
        panel.set_title(f"{mark} {classes[said]} {p:.0%}\nis {classes[true]}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes))
    if normalize:
        matrix = matrix / matrix.sum(dim=0).clamp(min=1)
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(len(classes)), classes, rotation=90)
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="called", ylabel="is")
    for row, line in enumerate(matrix.tolist()):
        for column, value in enumerate(line):
            panel.text(column, row, f"{value:.2f}" if normalize else value, ha="center", va="center")
    return figure
