import matplotlib.pyplot as plt
import torch


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    fig, axes = plt.subplots(1, 3)
    for ax in axes:
        ax.imshow(torch.rand(8, 9, 3))
        ax.set_title(classes[0])
    return fig


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    fig, ax = plt.subplots()
    ax.imshow(torch.rand(len(classes), len(classes)))
    ax.set_xticks(range(len(classes)), classes)
    ax.set_yticks(range(len(classes)), classes)
    return fig
