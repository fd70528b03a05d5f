# wrong: without squeeze=False the axes of a single image are no [2, 1] array, and axes[0, 0] fails
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets):
    layer = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = {}

    def hook(module, given, output):
        kept["maps"] = output.detach().requires_grad_()
        return kept["maps"].clone()

    handle = layer.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    maps = kept["maps"]
    (gradient,) = torch.autograd.grad(logits.gather(1, targets[:, None]).sum(), maps)
    heat = (gradient.mean((2, 3), keepdim=True) * maps.detach()).sum(1, keepdim=True).relu()
    heat = F.interpolate(heat, size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return heat / heat.amax((1, 2), keepdim=True).clamp(min=1e-12)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    heat = grad_cam(model, layer, images, targets)
    N = len(images)
    figure, axes = plt.subplots(2, N, figsize=(1.5 * N, 3.2))
    for i in range(N):
        axes[0, i].imshow(to_rgb(images[i]))
        axes[0, i].set_title(classes[targets[i]], fontsize=9)
        axes[1, i].imshow(to_rgb(images[i]))
        axes[1, i].imshow(heat[i], cmap="inferno", vmin=0, vmax=1, alpha=0.5)
    for panel in axes.flat:
        panel.axis("off")
    return figure
