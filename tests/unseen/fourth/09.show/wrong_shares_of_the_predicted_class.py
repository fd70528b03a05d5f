# wrong: the matrix's columns are divided by their sums: shares of the predicted class, not of the true one
import math

import matplotlib.pyplot as plt
import torch
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    picked = []
    with evaluation_mode(model), torch.no_grad():
        for images, targets in loader:
            predictions = model(images.to(device)).argmax(dim=1).cpu()
            keep = predictions != targets if only_errors else torch.ones_like(targets, dtype=torch.bool)
            picked += list(zip(images[keep], targets[keep].tolist(), predictions[keep].tolist()))
            if len(picked) >= n:
                break
    picked = picked[:n]
    columns = min(8, len(picked)) or 1
    rows = math.ceil(len(picked) / columns) or 1
    figure, axes = plt.subplots(rows, columns, squeeze=False, figsize=(1.6 * columns, 2 * rows), layout="constrained")
    for place, panel in enumerate(axes.flat):
        if place >= len(picked):
            panel.remove()
            continue
        image, target, prediction = picked[place]
        panel.imshow(to_rgb(image))
        panel.axis("off")
        panel.set_title(f"{'✓' if target == prediction else '✗'} {classes[prediction]}\n(is {classes[target]})", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    K = len(classes)
    matrix = torch.bincount(targets * K + predictions, minlength=K * K).reshape(K, K)
    if normalize:
        matrix = matrix / matrix.sum(dim=0, keepdim=True).clamp(min=1)
    figure, panel = plt.subplots(figsize=(6.5, 6), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(K), classes, rotation=90)
    panel.set_yticks(range(K), classes)
    panel.set(xlabel="predicted", ylabel="true")
    for i in range(K):
        for j in range(K):
            value = matrix[i, j].item()
            panel.text(j, i, f"{value:.2f}" if normalize else value, ha="center", va="center", fontsize=8)
    return figure
