# right: all batches joined first, errors by a boolean mask, plt.subplot, numpy, plt.setp for the names
import matplotlib.pyplot as plt
import numpy as np
import torch
from resnet_ref.modes import evaluation_mode

MEAN = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1)
STD = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    pictures, truth, said = [], [], []
    with evaluation_mode(model), torch.inference_mode():
        for batch, labels in loader:
            pictures.append(batch)
            truth.append(labels)
            said.append(model(batch.to(device)).argmax(-1).cpu())
    pictures, truth, said = torch.cat(pictures), torch.cat(truth), torch.cat(said)
    candidates = torch.arange(len(truth))
    if only_errors:
        candidates = candidates[truth != said]
    candidates = candidates[:n].tolist()

    fig = plt.figure(figsize=(12, 1 + 2 * (len(candidates) // 6 + 1)))
    for place, index in enumerate(candidates):
        ax = plt.subplot(len(candidates) // 6 + 1, 6, place + 1)
        rgb = (pictures[index] * STD + MEAN).clamp(0, 1)
        ax.imshow(np.moveaxis(rgb.numpy(), 0, -1))
        ax.set_axis_off()
        sign = "✓" if truth[index] == said[index] else "✗"
        ax.set_title("{} called {},\nis {}".format(sign, classes[said[index]], classes[truth[index]]), size=8)
    return fig


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    size = len(classes)
    table = np.zeros((size, size), dtype=int)
    np.add.at(table, (targets.numpy(), predictions.numpy()), 1)
    if normalize:
        table = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    fig, ax = plt.subplots(figsize=(8, 8))
    ax.imshow(table, cmap="viridis", aspect="equal")
    ticks = np.arange(size)
    plt.setp(ax, xticks=ticks, yticks=ticks, xticklabels=classes, yticklabels=classes)
    plt.setp(ax.get_xticklabels(), rotation=90)
    ax.set(xlabel="predicted", ylabel="true")
    for t in ticks:
        for p in ticks:
            number = f"{table[t, p]:.2f}" if normalize else f"{table[t, p]}"
            ax.text(p, t, number, ha="center", va="center", fontsize=7, bbox={"fc": "white", "lw": 0})
    return fig
