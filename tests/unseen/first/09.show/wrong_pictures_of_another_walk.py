# wrong: Answers and pictures come from two walks through the loader, so a shuffling one pairs them wrongly.


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
    targets, predictions = [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            targets.append(labels)
            predictions.append(model(images.to(device)).argmax(dim=1).cpu())
    targets, predictions = torch.cat(targets), torch.cat(predictions)
    pictures = torch.cat([images for images, _ in loader])
    chosen = (targets != predictions).nonzero().flatten() if only_errors else torch.arange(len(targets))
    chosen = chosen[:n].tolist()
    rows = max(1, math.ceil(len(chosen) / 8))
    figure, axes = plt.subplots(rows, 8, figsize=(12, 2 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    for panel, i in zip(axes.flat, chosen):
        panel.imshow(to_rgb(pictures[i]))
        mark = "✓" if targets[i] == predictions[i] else "✗"
        panel.set_title(f"{mark} {classes[predictions[i]]}\nis {classes[targets[i]]}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    places = range(len(classes))
    panel.set_xticks(places, classes, rotation=90)
    panel.set_yticks(places, classes)
    panel.set(xlabel="called", ylabel="is")
    dark = matrix.max().item() / 2
    for row in places:
        for column in places:
            value = matrix[row, column].item()
            text = f"{value:.2f}" if normalize else str(value)
            color = "white" if value > dark else "black"
            panel.text(column, row, text, ha="center", va="center", color=color)
    return figure
