# right: Figure objects without pyplot, add_subplot for each picture, a generator, matshow, annotate
import itertools

import torch
from matplotlib.figure import Figure
from resnet_ref.load_data import to_rgb


def _answers(model, loader, device):
    for images, labels in loader:
        predicted = model(images.to(device)).argmax(dim=1).cpu()
        yield from zip(images, labels.tolist(), predicted.tolist())


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            rows = _answers(model, loader, device)
            if only_errors:
                rows = (row for row in rows if row[1] != row[2])
            chosen = list(itertools.islice(rows, n))
    finally:
        for module, training in modes:
            module.training = training

    lines = -(-len(chosen) // 4) or 1
    figure = Figure(figsize=(9, 2.6 * lines))
    for number, (image, true, predicted) in enumerate(chosen, start=1):
        panel = figure.add_subplot(lines, 4, number, xticks=[], yticks=[])
        panel.imshow(to_rgb(image).numpy(), interpolation="nearest")
        verdict = "✓ right" if true == predicted else "✗ wrong"
        panel.set_title(f"{verdict}\nsaid: {classes[predicted]}\ntrue: {classes[true]}", fontsize=8)
    figure.tight_layout()
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    K = len(classes)
    counts = torch.zeros(K, K, dtype=torch.int64)
    for t, p in zip(targets.tolist(), predictions.tolist()):
        counts[t, p] += 1
    values = counts / counts.sum(1, keepdim=True).clamp(min=1) if normalize else counts
    figure = Figure(figsize=(0.7 * K + 2, 0.7 * K + 2))
    axes = figure.add_subplot()
    axes.matshow(values.numpy(), cmap="Greys", alpha=0.6)
    axes.set_xticks(range(K))
    axes.set_xticklabels(classes, rotation=45, ha="left")
    axes.set_yticks(range(K))
    axes.set_yticklabels(classes)
    axes.set_xlabel("predicted class")
    axes.set_ylabel("true class")
    for (row, column), value in zip(itertools.product(range(K), repeat=2), values.flatten().tolist()):
        axes.annotate(f"{value:.0%}" if normalize else f"{value:d}", (column, row), ha="center", va="center")
    return figure
