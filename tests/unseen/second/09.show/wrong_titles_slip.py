# wrong: With only_errors the pictures are filtered, but their titles are taken from the unfiltered labels and predictions, so they belong to other pictures.
import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    pictures, true, predicted = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            said = model(images.to(device)).argmax(dim=1).cpu()
            pictures.extend(images[said != labels] if only_errors else images)
            true.extend(labels.tolist())
            predicted.extend(said.tolist())
            if len(pictures) >= n:
                break
    count = min(n, len(pictures))
    figure = plt.figure(figsize=(12, 1.6 * max(1, -(-count // 8))), layout="constrained")
    for i in range(count):
        panel = figure.add_subplot(-(-count // 8), 8, i + 1)
        panel.imshow(to_rgb(pictures[i]))
        panel.axis("off")
        mark = "✓" if true[i] == predicted[i] else "✗"
        panel.set_title(f"{mark} {classes[predicted[i]]}\nis {classes[true[i]]}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = torch.zeros(len(classes), len(classes), dtype=torch.int64)
    for pair in zip(targets.tolist(), predictions.tolist(), strict=True):
        matrix[pair] += 1
    if normalize:
        matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(len(classes)), classes, rotation=90)
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="called", ylabel="is")
    for row in range(len(classes)):
        for column in range(len(classes)):
            value = matrix[row, column].item()
            panel.text(column, row, f"{value:.0%}" if normalize else value, ha="center", va="center")
    return figure
