# wrong: the model is put into eval mode and stays there
import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    places = targets * num_classes + predictions
    matrix = torch.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)
    return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1) if normalize else matrix


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    chosen = []
    model.eval()
    with torch.no_grad():
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
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(len(classes)), classes, rotation=90)
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="predicted class", ylabel="true class")
    for row, values in enumerate(matrix.tolist()):
        for column, value in enumerate(values):
            panel.text(column, row, f"{value:.2f}" if normalize else value, ha="center", va="center")
    return figure
