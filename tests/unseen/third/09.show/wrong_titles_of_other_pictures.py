# wrong: with only_errors the pictures are filtered, but the names in the titles are those of the unfiltered batch
import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    places = targets * num_classes + predictions
    matrix = torch.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)
    return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1) if normalize else matrix


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    pictures, true, said = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            predictions = model(images.to(device)).argmax(dim=1).cpu()
            if only_errors:
                images = images[predictions != labels]
            pictures.extend(images)
            true.extend(labels.tolist())
            said.extend(predictions.tolist())
            if len(pictures) >= n:
                break
    pictures = pictures[:n]
    columns = min(8, max(1, len(pictures)))
    rows = max(1, -(-len(pictures) // columns))
    figure, axes = plt.subplots(rows, columns, figsize=(1.6 * columns, 2 * rows), squeeze=False)
    for panel in axes.flat:
        panel.axis("off")
    for panel, picture, t, s in zip(axes.flat, pictures, true, said):
        panel.imshow(to_rgb(picture))
        panel.set_title(f"{classes[s]} {'✓' if s == t else '✗'}\nis {classes[t]}")
    for panel in axes.flat[len(pictures) :]:
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
