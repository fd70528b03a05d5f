# right: picture and map are blended into one RGB picture, as with OpenCV, beside the picture itself
import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.nn.functional as F

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def hook(module, given, output):
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    with evaluation_mode(model), torch.enable_grad():
        handle = module.register_forward_hook(hook)
        try:
            logits = model(images)
        finally:
            handle.remove()
        activations = kept[-1]
        if activations.shape[2:] == (1, 1):
            raise ValueError("the layer's map is 1x1: choose an earlier layer")
        if targets is None:
            targets = logits.argmax(dim=1)
        chosen = logits.gather(1, targets[:, None]).sum()
        (gradient,) = torch.autograd.grad(chosen, activations)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    maps = (weights * activations).sum(dim=1).relu().detach()
    maps = F.interpolate(maps[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    heats = grad_cam(model, layer, images, targets).numpy()
    colours = plt.get_cmap("jet")
    figure, axes = plt.subplots(len(images), 2, figsize=(4, 2 * len(images)), squeeze=False)
    for (left, right), image, heat, k in zip(axes, images, heats, targets.tolist(), strict=True):
        picture = np.asarray(to_rgb(image))
        left.imshow(picture)
        left.set_ylabel(classes[k])
        right.imshow(0.6 * picture + 0.4 * colours(heat)[..., :3])
        right.set_title(f"why {classes[k]}?")
        for panel in (left, right):
            panel.set_xticks([])
            panel.set_yticks([])
    return figure
