# wrong: only_errors looks for errors among the first n pictures, not for the first n errors
import math

import matplotlib.pyplot as plt
import torch
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    rows = []
    with evaluation_mode(model), torch.no_grad():
        for images, targets in loader:
            best = model(images.to(device)).softmax(dim=1).max(dim=1)
            rows += list(zip(images, targets.tolist(), best.indices.tolist(), best.values.tolist()))
            if len(rows) >= n:
                break
    rows = rows[:n]
    if only_errors:
        rows = [row for row in rows if row[1] != row[2]]
    columns = min(8, max(1, len(rows)))
    lines = max(1, math.ceil(len(rows) / columns))
    figure, axes = plt.subplots(lines, columns, figsize=(1.6 * columns, 2 * lines), squeeze=False, layout="constrained")
    for panel, (image, target, said, sure) in zip(axes.flat, rows):
        panel.imshow(to_rgb(image))
        panel.set_title(f"{'✓' if target == said else '✗'} {classes[said]} {sure:.0%}\nis {classes[target]}", fontsize=8)
        panel.axis("off")
    for panel in axes.flat[len(rows) :]:
        panel.remove()
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    K = len(classes)
    matrix = torch.bincount(targets * K + predictions, minlength=K * K).reshape(K, K)
    if normalize:
        matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 6), layout="constrained")
    axes.imshow(matrix, cmap="Blues")
    axes.set_xticks(range(K), classes, rotation=90)
    axes.set_yticks(range(K), classes)
    axes.set(xlabel="called", ylabel="is")
    for i in range(K):
        for j in range(K):
            value = matrix[i, j].item()
            axes.text(j, i, f"{value:.2f}" if normalize else value, ha="center", va="center", fontsize=7)
    return figure
