# wrong: The titles are the first names of the list, by the image's number and not by its class.


import matplotlib.pyplot as plt
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

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    maps = kept[-1]
    if maps.shape[-2:] == (1, 1):
        raise ValueError("The layer's map is 1x1 and cannot tell places apart: take an earlier layer.")
    if targets is None:
        targets = logits.argmax(dim=1)
    with torch.enable_grad():
        score = logits.gather(1, targets[:, None]).sum()
    (gradient,) = torch.autograd.grad(score, maps)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    cam = (weights * maps.detach()).sum(dim=1, keepdim=True).relu()
    cam = F.interpolate(cam, size=images.shape[-2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    maps = grad_cam(model, layer, images, targets)
    figure, axes = plt.subplots(2, len(images), figsize=(1.6 * len(images), 3.6), squeeze=False)
    for i, (image, heat) in enumerate(zip(images, maps)):
        axes[0, i].imshow(to_rgb(image))
        axes[1, i].imshow(to_rgb(image))
        axes[1, i].imshow(heat, cmap="inferno", vmin=0, vmax=1, alpha=0.5)
        axes[0, i].set_title(classes[i % len(classes)])
        axes[0, i].axis("off")
        axes[1, i].axis("off")
    return figure
