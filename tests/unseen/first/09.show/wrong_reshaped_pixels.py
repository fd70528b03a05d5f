# wrong: The colours are put last with reshape instead of permute, which scrambles the pixels.


import math

import matplotlib.pyplot as plt
import torch
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode

MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1)
STD = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)


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
            said = model(images.to(device)).argmax(dim=1).cpu()
            for image, true, predicted in zip(images, labels, said):
                if len(found) < n and not (only_errors and predicted == true):
                    found.append((image, true, predicted))
    columns = min(8, max(len(found), 1))
    rows = max(1, math.ceil(len(found) / columns))
    figure, axes = plt.subplots(rows, columns, figsize=(12, 2 * rows), squeeze=False)
    for panel in axes.flat:
        panel.axis("off")
    for panel, (image, true, predicted) in zip(axes.flat, found):
        rgb = (image * STD + MEAN).clamp(0, 1)
        panel.imshow(rgb.reshape(rgb.shape[1], rgb.shape[2], 3))
        mark = "✓" if true == predicted else "✗"
        panel.set_title(f"{mark} {classes[predicted]}\nis {classes[true]}", size=8)
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
