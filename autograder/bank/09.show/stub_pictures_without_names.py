import matplotlib.pyplot as plt

from resnet_ref.load_data import to_rgb


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    images, _ = next(iter(loader))
    fig, axes = plt.subplots(1, len(images), squeeze=False)
    for ax, image in zip(axes.flat, images, strict=True):
        ax.imshow(to_rgb(image))
    return fig


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    fig, ax = plt.subplots()
    ax.imshow([[float(t == p) for t in range(len(classes))] for p in range(len(classes))])
    return fig
