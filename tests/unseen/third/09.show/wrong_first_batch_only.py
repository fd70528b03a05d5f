# wrong: only the loader's first batch is looked at, however few of its pictures are wanted ones
import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    places = targets * num_classes + predictions
    matrix = torch.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)
    return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1) if normalize else matrix


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    images, labels = next(iter(loader))
    with evaluation_mode(model), torch.no_grad():
        predictions = model(images.to(device)).argmax(dim=1).cpu()
    keep = torch.arange(len(images))
    if only_errors:
        keep = keep[predictions != labels]
    keep = keep[:n].tolist()
    columns = min(4, max(1, len(keep)))
    rows = max(1, -(-len(keep) // columns))
    figure, axes = plt.subplots(rows, columns, figsize=(2 * columns, 2.3 * rows), squeeze=False)
    for panel, i in zip(axes.flat, keep):
        panel.imshow(to_rgb(images[i]))
        panel.set_title(f"is {classes[labels[i]]}\ncalled {classes[predictions[i]]}", fontsize=8)
        panel.axis("off")
    for panel in axes.flat[len(keep) :]:
        panel.remove()
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(len(classes)), classes, rotation=90)
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="predicted class", ylabel="true class")
    for row, values in enumerate(matrix.tolist()):
        for column, value in enumerate(values):
            panel.text(column, row, f"{value:.2f}" if normalize else value, ha="center", va="center")
    return figure
