# wrong: The model is left in eval mode, whatever mode it was in AND plot_confusion_matrix draws shares also with normalize=False.
import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    flat = torch.bincount(targets * num_classes + predictions, minlength=num_classes * num_classes)
    matrix = flat.reshape(num_classes, num_classes)
    if normalize:
        matrix = matrix.float() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    model.eval()
    found = []
    for images, labels in loader:
        with torch.no_grad():
            predictions = model(images.to(device)).argmax(dim=1).cpu()
        for i in range(len(labels)):
            if only_errors and predictions[i] == labels[i]:
                continue
            found.append((images[i], classes[labels[i]], classes[predictions[i]]))
        if len(found) >= n:
            break
    found = found[:n]
    rows = max(1, -(-len(found) // 8))
    figure, axes = plt.subplots(rows, 8, figsize=(12, 2 * rows), squeeze=False, layout="constrained")
    for panel in axes.flat[len(found) :]:
        panel.remove()
    for panel, (image, true, predicted) in zip(axes.flat, found, strict=False):
        panel.imshow(to_rgb(image))
        panel.axis("off")
        panel.set_title(f"{'✓' if true == predicted else '✗'} {predicted}\ntrue: {true}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes), normalize=True)
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues", vmin=0, vmax=1)
    panel.set_xticks(range(len(classes)), classes, rotation=90)
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="predicted class", ylabel="true class")
    for true, row in enumerate(matrix.tolist()):
        for predicted, share in enumerate(row):
            color = "white" if share > 0.5 else "black"
            panel.text(predicted, true, f"{share:.2f}", ha="center", va="center", color=color)
    return figure
