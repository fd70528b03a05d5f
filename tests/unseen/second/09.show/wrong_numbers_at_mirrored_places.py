# wrong: The numbers of the confusion matrix are written at x = row and y = column, so they stand mirrored at the diagonal and do not belong to the colours below them.
import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    shown = []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            answers = model(images.to(device)).argmax(dim=1).cpu()
            keep = answers != labels if only_errors else torch.ones_like(labels, dtype=torch.bool)
            shown.extend(zip(images[keep], labels[keep].tolist(), answers[keep].tolist(), strict=True))
            if len(shown) >= n:
                break
    shown = shown[:n]
    rows = max(1, (len(shown) + 7) // 8)
    figure, axes = plt.subplots(rows, 8, figsize=(12, 2.2 * rows), squeeze=False, layout="constrained")
    for index, panel in enumerate(axes.flat):
        if index >= len(shown):
            panel.remove()
            continue
        image, label, answer = shown[index]
        panel.imshow(to_rgb(image))
        panel.axis("off")
        panel.set_title(f"{classes[answer]} {'✓' if answer == label else '✗'}\n({classes[label]})")
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    K = len(classes)
    matrix = torch.bincount(targets * K + predictions, minlength=K * K).view(K, K)
    if normalize:
        matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 6), layout="constrained")
    axes.imshow(matrix, cmap="Blues")
    axes.set_xticks(range(K), classes, rotation=90)
    axes.set_yticks(range(K), classes)
    axes.set(xlabel="predicted", ylabel="true")
    for i in range(K):
        for j in range(K):
            number = matrix[i, j].item()
            axes.text(i, j, f"{number:.2f}" if normalize else number, ha="center", va="center")
    return figure
