"""One panel for each image, the map laid over it by alpha; Grad-CAM from the layer's last activations."""

import matplotlib.pyplot as plt
import numpy as np
import torch

from resnet_ref.load_data import CIFAR10_MEAN, CIFAR10_STD
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    kept = []
    layer = dict(model.named_modules())[layer] if isinstance(layer, str) else layer
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o))
    try:
        logits = model(images)
    finally:
        handle.remove()
    targets = logits.argmax(1) if targets is None else targets
    (slope,) = torch.autograd.grad(logits.gather(1, targets[:, None]).sum(), kept[0])
    maps = (slope.mean((2, 3), keepdim=True) * kept[0]).sum(1).relu().detach()
    return maps / maps.amax((1, 2), keepdim=True)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    maps = grad_cam(model, layer, images, targets)
    with evaluation_mode(model), torch.no_grad():
        guesses = model(images).argmax(1)
    told = guesses if targets is None else targets
    fig, axes = plt.subplots(1, len(images), squeeze=False, figsize=(3 * len(images), 3))
    for ax, image, heat, label in zip(axes[0], images, maps, told, strict=True):
        pixels = image.permute(1, 2, 0).numpy() * np.array(CIFAR10_STD) + np.array(CIFAR10_MEAN)
        ax.imshow(np.clip(pixels, 0, 1))
        ax.imshow(heat.numpy(), cmap="jet", alpha=0.4)
        ax.set_xlabel(classes[int(label)].upper())
    return fig
