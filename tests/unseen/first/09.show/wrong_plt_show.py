# wrong: Both functions call plt.show() and return nothing instead of the figure.


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
    shown = []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            predicted = model(images.to(device)).argmax(dim=1).cpu()
            for image, true, said in zip(images, labels.tolist(), predicted.tolist()):
                if not only_errors or true != said:
                    shown.append((image, true, said))
    shown = shown[:n]
    plt.figure(figsize=(12, 2 * (len(shown) // 8 + 1)))
    for i, (image, true, said) in enumerate(shown):
        plt.subplot(len(shown) // 8 + 1, 8, i + 1)
        plt.imshow(to_rgb(image))
        plt.axis("off")
        plt.title(f"{classes[said]} {'✓' if said == true else '✗'}\nis {classes[true]}", fontsize=8)
    plt.show()


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    plt.figure(figsize=(7, 7))
    plt.imshow(matrix, cmap="Blues")
    plt.xticks(range(len(classes)), classes, rotation=90)
    plt.yticks(range(len(classes)), classes)
    for row in range(len(classes)):
        for column in range(len(classes)):
            plt.text(column, row, f"{matrix[row, column].item():.3g}", ha="center", va="center")
    plt.xlabel("called")
    plt.ylabel("is")
    plt.show()
