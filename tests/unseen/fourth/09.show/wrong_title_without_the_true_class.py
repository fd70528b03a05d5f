# wrong: the title names the predicted class and its probability, and not the true class
import math

import matplotlib.pyplot as plt
import torch
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    found = []
    with evaluation_mode(model), torch.no_grad():
        for images, targets in loader:
            p = model(images.to(device)).softmax(dim=1).cpu()
            for image, target, row in zip(images, targets, p):
                prediction = int(row.argmax())
                if only_errors and prediction == int(target):
                    continue
                found.append((image, prediction, float(row.max()), prediction == int(target)))
            if len(found) >= n:
                break
    found = found[:n]
    columns = max(1, min(8, len(found)))
    rows = max(1, math.ceil(len(found) / columns))
    figure, axes = plt.subplots(rows, columns, figsize=(1.5 * columns, 1.9 * rows), squeeze=False)
    for panel, (image, prediction, share, right) in zip(axes.flat, found):
        panel.imshow(to_rgb(image))
        panel.set_title(f"{classes[prediction]} {share:.0%} {'✓' if right else '✗'}", fontsize=8)
        panel.axis("off")
    for panel in axes.flat[len(found) :]:
        panel.remove()
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    K = len(classes)
    counts = torch.bincount(K * targets + predictions, minlength=K * K).view(K, K)
    values = counts / counts.sum(1, keepdim=True).clamp(min=1) if normalize else counts
    figure, panel = plt.subplots(figsize=(6, 6))
    panel.imshow(values, cmap="Blues")
    panel.set_xticks(range(K), classes, rotation=90)
    panel.set_yticks(range(K), classes)
    panel.set(xlabel="predicted class", ylabel="true class")
    for (i, j), value in zip(((i, j) for i in range(K) for j in range(K)), values.flatten().tolist()):
        panel.text(j, i, f"{value:.2f}" if normalize else str(value), ha="center", va="center", fontsize=7)
    return figure
