# wrong: two mistakes: the model stays in eval mode, and counts are drawn whatever normalize says
import math

import matplotlib.pyplot as plt
import torch
from resnet_ref.load_data import to_rgb


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    model.eval()
    shown = []
    with torch.no_grad():
        for images, labels in loader:
            preds = model(images.to(device)).argmax(1).cpu()
            for image, label, pred in zip(images, labels, preds):
                if len(shown) < n and not (only_errors and label == pred):
                    shown.append((image, label.item(), pred.item()))
            if len(shown) == n:
                break
    cols = min(8, max(1, len(shown)))
    rows = max(1, math.ceil(len(shown) / cols))
    fig, axes = plt.subplots(rows, cols, figsize=(1.6 * cols, 2 * rows), squeeze=False, layout="constrained")
    axes = axes.ravel()
    for ax, (image, label, pred) in zip(axes, shown):
        ax.imshow(to_rgb(image))
        ax.set_title(f"Pred: {classes[pred]} {'✓' if pred == label else '✗'}\nTrue: {classes[label]}", fontsize=8)
        ax.axis("off")
    for ax in axes[len(shown) :]:
        ax.remove()
    return fig


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    K = len(classes)
    cm = torch.zeros(K, K, dtype=torch.int64)
    for t, p in zip(targets, predictions):
        cm[t, p] += 1
    fig, ax = plt.subplots(figsize=(7, 6), layout="constrained")
    ax.imshow(cm, cmap="Blues")
    ax.set_xticks(range(K), classes, rotation=90)
    ax.set_yticks(range(K), classes)
    ax.set_xlabel("Predicted")
    ax.set_ylabel("True")
    for i in range(K):
        for j in range(K):
            ax.text(j, i, str(cm[i, j].item()), ha="center", va="center")
    return fig
