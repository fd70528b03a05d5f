import matplotlib.pyplot as plt
import torch


def show_gradcam_grid(model, layer, images, classes, targets=None):
    figure, axes = plt.subplots(1, 2 * len(images))
    for ax in axes:
        ax.imshow(torch.rand(*images.shape[2:], 3))
    figure.suptitle(" ".join(classes))
    return figure
