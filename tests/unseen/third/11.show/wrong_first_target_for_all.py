# wrong: every image's map is asked for alone, but always for the first image's class
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
    figure, axes = plt.subplots(2, len(images), figsize=(1.5 * len(images), 3.5), squeeze=False)
    for i in range(len(images)):
        heat = grad_cam(model, layer, images[i : i + 1], targets[:1])[0]
        axes[0, i].imshow(to_rgb(images[i]))
        axes[0, i].set_title(classes[targets[i]])
        axes[1, i].imshow(to_rgb(images[i]))
        axes[1, i].imshow(heat, cmap="jet", vmin=0, vmax=1, alpha=0.4)
        axes[0, i].axis("off")
        axes[1, i].axis("off")
    return figure
