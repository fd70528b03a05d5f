# wrong: the picture is drawn without undoing the normalisation, so most of its values are cut off
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

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
    heats = grad_cam(model, layer, images, targets)
    n = len(images)
    figure, axes = plt.subplots(2, n, figsize=(1.5 * n, 3.4), squeeze=False, layout="constrained")
    for column in range(n):
        picture = images[column].permute(1, 2, 0).clamp(0, 1)
        axes[0, column].imshow(picture)
        axes[0, column].set_title(classes[targets[column]], fontsize=9)
        axes[1, column].imshow(picture)
        axes[1, column].imshow(heats[column], cmap="inferno", vmin=0, vmax=1, alpha=0.5)
    for panel in axes.flat:
        panel.set(xticks=[], yticks=[])
    return figure
