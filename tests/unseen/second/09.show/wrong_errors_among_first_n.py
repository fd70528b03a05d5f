# wrong: The first n pictures are taken and only then the right ones left out, so with only_errors fewer than n errors are shown although the loader has more.
import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    counts = torch.bincount(targets * num_classes + predictions, minlength=num_classes**2)
    counts = counts.reshape(num_classes, num_classes)
    return counts / counts.sum(dim=1, keepdim=True).clamp(min=1) if normalize else counts


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    samples = []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            predictions = model(images.to(device)).argmax(dim=1).cpu()
            samples += list(zip(images, labels.tolist(), predictions.tolist(), strict=True))
            if len(samples) >= n:
                break
    samples = samples[:n]
    if only_errors:
        samples = [sample for sample in samples if sample[1] != sample[2]]
    columns = 8
    rows = max(1, -(-len(samples) // columns))
    figure, axes = plt.subplots(rows, columns, figsize=(12, 2 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat[len(samples) :]:
        panel.remove()
    for panel, (image, true, said) in zip(axes.flat, samples, strict=False):
        panel.imshow(to_rgb(image))
        panel.axis("off")
        mark = "✓" if true == said else "✗"
        panel.set_title(f"{mark} says {classes[said]}\nis {classes[true]}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(len(classes)), classes, rotation=90)
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="predicted", ylabel="true")
    for row, values in enumerate(matrix.tolist()):
        for column, value in enumerate(values):
            text = f"{value:.2f}" if normalize else str(value)
            panel.text(column, row, text, ha="center", va="center", color="black")
    return figure
