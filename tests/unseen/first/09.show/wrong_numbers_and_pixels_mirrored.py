# wrong: Pictures are transposed instead of permuted and lie on their side AND so do the matrix's numbers.


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
    shown = []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            predicted = model(images.to(device)).argmax(dim=1).cpu()
            for image, true, said in zip(images, labels.tolist(), predicted.tolist()):
                if not only_errors or true != said:
                    shown.append((image, true, said))
            if len(shown) >= n:
                break
    shown = shown[:n]
    rows = max(1, math.ceil(len(shown) / 8))
    figure, axes = plt.subplots(rows, 8, figsize=(12, 2 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    for panel, (image, true, said) in zip(axes.flat, shown):
        panel.imshow((image * STD + MEAN).clamp(0, 1).transpose(0, 2))
        panel.set_title(f"{'✓' if true == said else '✗'} {classes[said]}\nis {classes[true]}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(len(classes)), classes, rotation=90)
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="called", ylabel="is")
    for x, line in enumerate(matrix.tolist()):
        for y, value in enumerate(line):
            panel.text(x, y, f"{value:.2f}" if normalize else value, ha="center", va="center")
    return figure
