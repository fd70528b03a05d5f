# wrong: only the classes that occur get a name, so names stand at the wrong rows where a class is absent
import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    places = targets * num_classes + predictions
    matrix = torch.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)
    return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1) if normalize else matrix


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    chosen = []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            if len(chosen) >= n:
                break
            predictions = model(images.to(device)).argmax(dim=1).cpu()
            for image, label, prediction in zip(images, labels.tolist(), predictions.tolist()):
                if not only_errors or label != prediction:
                    chosen.append((image, label, prediction))
    chosen = chosen[:n]
    columns = min(8, max(1, len(chosen)))
    rows = max(1, -(-len(chosen) // columns))
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.6 * columns, 2 * rows), squeeze=False, layout="constrained"
    )
    for panel in axes.flat:
        panel.axis("off")
    for panel, (image, label, prediction) in zip(axes.flat, chosen):
        panel.imshow(to_rgb(image.cpu()))
        mark = "✓" if label == prediction else "✗"
        panel.set_title(f"{mark} {classes[prediction]}\nis {classes[label]}", fontsize=9)
    for panel in axes.flat[len(chosen) :]:
        panel.remove()
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    names = [classes[k] for k in targets.unique().tolist()]
    figure, axes = plt.subplots(figsize=(7, 6), layout="constrained")
    axes.imshow(matrix, cmap="Blues")
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true")
    return figure
