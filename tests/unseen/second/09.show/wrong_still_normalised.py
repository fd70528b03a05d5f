# wrong: The pictures are drawn as the loader gives them, still normalised, so that everything below 0 and above 1 is cut off.
import matplotlib.pyplot as plt
import torch

from resnet_ref.modes import evaluation_mode


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    chosen = []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            predictions = model(images.to(device)).argmax(dim=1).cpu()
            for image, label, prediction in zip(images, labels, predictions, strict=True):
                if len(chosen) < n and not (only_errors and label == prediction):
                    chosen.append((image, int(label), int(prediction)))
            if len(chosen) == n:
                break
    figure = plt.figure(figsize=(12, 6))
    for i, (image, label, prediction) in enumerate(chosen):
        ax = figure.add_subplot(-(-len(chosen) // 4), 4, i + 1)
        ax.imshow(image.permute(1, 2, 0).clamp(0, 1).cpu())
        sign = "✓" if label == prediction else "✗"
        ax.set_title(f"{sign} pred: {classes[prediction]}, true: {classes[label]}", fontsize=7)
        ax.axis("off")
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    K = len(classes)
    matrix = torch.zeros(K, K)
    for t, p in zip(targets.tolist(), predictions.tolist(), strict=True):
        matrix[t, p] += 1
    if normalize:
        matrix = matrix / matrix.sum(1, keepdim=True).clamp(min=1)
    figure, ax = plt.subplots(figsize=(8, 8))
    ax.imshow(matrix, cmap="Blues")
    for i in range(K):
        for j in range(K):
            ax.text(j, i, f"{matrix[i, j]:.2f}" if normalize else int(matrix[i, j]), ha="center", va="center")
    ax.set_xticks(range(K), classes, rotation=90)
    ax.set_yticks(range(K), classes)
    ax.set(xlabel="predicted class", ylabel="true class")
    return figure
