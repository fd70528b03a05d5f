"""All images in one picture made by make_grid, the labels in one title; the matrix by pcolormesh, in percent."""

import matplotlib.pyplot as plt
import numpy as np
import torch
from torchvision.utils import make_grid

MEAN, STD = torch.tensor([0.4914, 0.4822, 0.4465]), torch.tensor([0.2470, 0.2435, 0.2616])


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    kept, labels = [], []
    with torch.no_grad():
        for images, targets in loader:
            for image, target, prediction in zip(
                images, targets, model(images.to(device)).argmax(1).cpu(), strict=True
            ):
                if len(kept) < n and not (only_errors and target == prediction):
                    kept.append(image * STD[:, None, None] + MEAN[:, None, None])
                    labels.append(f"{classes[prediction]} ({classes[target]})")
    for module, mode in modes:
        module.training = mode
    fig = plt.figure()
    grid = make_grid(torch.stack(kept), nrow=4)
    plt.imshow(np.transpose(grid.numpy(), (1, 2, 0)))
    plt.title("predicted (true): " + ", ".join(labels))
    plt.axis("off")
    plt.show()
    return fig


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    k = len(classes)
    counts = np.zeros((k, k))
    np.add.at(counts, (targets.numpy(), predictions.numpy()), 1)
    if normalize:
        counts = 100 * counts / np.maximum(counts.sum(1, keepdims=True), 1)
    fig, ax = plt.subplots()
    mesh = ax.pcolormesh(counts)
    fig.colorbar(mesh, ax=ax)
    ax.set_xticks(np.arange(k) + 0.5)
    ax.set_yticks(np.arange(k) + 0.5)
    ax.set_xticklabels(classes)
    ax.set_yticklabels(classes)
    ax.invert_yaxis()
    return fig
