"""A Figure without pyplot, labels as texts and axis labels, images stretched to 0..1; the matrix lies transposed."""

import torch
from matplotlib.figure import Figure

from resnet_ref.modes import evaluation_mode


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    with torch.inference_mode(), evaluation_mode(model):
        answers = [(x, y, model(x.to(device)).softmax(-1).cpu()) for x, y in loader]
    images, targets, probabilities = (torch.cat(part) for part in zip(*answers, strict=True))
    confidence, predictions = probabilities.max(1)
    places = torch.arange(len(images))[(predictions != targets) | (not only_errors)][:n]
    figure = Figure(figsize=(2 * len(places) + 1, 3))
    for column, place in enumerate(places, 1):
        axes = figure.add_subplot(1, len(places), column)
        low, high = images[place].min(), images[place].max()
        axes.imshow(((images[place] - low) / (high - low) * 255).byte().permute(1, 2, 0))
        axes.set_xlabel(f"Pred: {classes[predictions[place]].title()} {100 * confidence[place]:.1f}%")
        axes.set_ylabel(f"True: {classes[targets[place]].title()}")
    figure.suptitle("What the network says")
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = torch.zeros(len(classes), len(classes))
    for t, p in zip(targets, predictions, strict=True):
        matrix[t, p] += 1
    if normalize:
        matrix /= matrix.sum(1, keepdim=True).clamp(min=1)
    figure = Figure()
    axes = figure.add_subplot()
    axes.matshow(matrix, cmap="viridis")
    axes.set(xlabel="Predicted label", ylabel="True label")
    axes.set_xticks(range(len(classes)), labels=classes, rotation=90)
    axes.set_yticks(range(len(classes)), labels=[c.upper() for c in classes])
    for p in range(len(classes)):
        for t in range(len(classes)):
            axes.annotate(f"{matrix[t, p]:.2f}", (p, t), ha="center")
    return figure
