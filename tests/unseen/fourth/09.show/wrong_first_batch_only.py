# wrong: only the loader's first batch is looked at, also where n wants more
import math

import matplotlib.pyplot as plt
import torch
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    images, targets = next(iter(loader))
    with evaluation_mode(model), torch.no_grad():
        predictions = model(images.to(device)).argmax(dim=1).cpu()
    chosen = torch.arange(len(targets))
    if only_errors:
        chosen = chosen[predictions != targets]
    chosen = chosen[:n].tolist()
    columns = min(8, max(len(chosen), 1))
    rows = max(math.ceil(len(chosen) / columns), 1)
    figure, axes = plt.subplots(rows, columns, figsize=(12, 2 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat[len(chosen) :]:
        figure.delaxes(panel)
    for panel, index in zip(axes.flat, chosen):
        panel.imshow(to_rgb(images[index]))
        mark = "✓" if predictions[index] == targets[index] else "✗"
        panel.set_title(f"{mark} said {classes[predictions[index]]}\nis {classes[targets[index]]}", fontsize=8)
        panel.axis("off")
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    K = len(classes)
    matrix = torch.zeros(K, K)
    for t, p in zip(targets.tolist(), predictions.tolist()):
        matrix[t, p] += 1
    if normalize:
        matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(K), classes, rotation=90)
    panel.set_yticks(range(K), classes)
    panel.set(xlabel="predicted", ylabel="true")
    for i in range(K):
        for j in range(K):
            panel.text(j, i, f"{matrix[i, j]:.2f}" if normalize else f"{matrix[i, j]:.0f}", ha="center", va="center")
    return figure
