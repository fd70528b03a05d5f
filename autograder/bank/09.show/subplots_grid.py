"""A full grid of subplots, some left empty; a title with true and predicted; the helpers of lesson 01."""

import math

import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    found = {module: module.training for module in model.modules()}
    model.eval()
    rows = []
    with torch.no_grad():
        for images, targets in loader:
            predictions = model(images.to(device)).argmax(dim=1)
            for i in range(len(images)):
                if only_errors and predictions[i].item() == targets[i].item():
                    continue
                rows.append((images[i], classes[targets[i]], classes[predictions[i]]))
            if len(rows) >= n:
                rows = rows[:n]
                break
    for module, training in found.items():
        module.training = training
    side = max(1, math.ceil(math.sqrt(len(rows))))
    fig, axes = plt.subplots(side, side, figsize=(8, 8), squeeze=False)
    for ax in axes.ravel():
        ax.axis("off")
    for ax, (image, true, predicted) in zip(axes.ravel(), rows, strict=False):
        ax.imshow(to_rgb(image))
        ax.set_title(f"true: {true}\npred: {predicted}", color="green" if true == predicted else "red")
    plt.tight_layout()
    return fig


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    k = len(classes)
    matrix = torch.bincount(k * targets + predictions, minlength=k * k).view(k, k).float()
    if normalize:
        matrix = matrix / matrix.sum(1, keepdim=True).clamp(min=1)
    plt.figure(figsize=(6, 5))
    plt.imshow(matrix, interpolation="nearest")
    plt.colorbar()
    plt.xticks(range(k), classes, rotation=45)
    plt.yticks(range(k), classes)
    plt.xlabel("Predicted")
    plt.ylabel("True")
    for i in range(k):
        for j in range(k):
            plt.text(j, i, f"{matrix[i, j].item():.2f}")
    return plt.gcf()
