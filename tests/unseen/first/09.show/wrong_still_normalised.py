# wrong: The pictures are drawn as they come from the loader, without undoing the normalisation.


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
        panel.imshow(image.permute(1, 2, 0).clamp(0, 1))
        panel.set_title(f"{classes[predicted]}\n(is {classes[true]})", fontsize=8)
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
