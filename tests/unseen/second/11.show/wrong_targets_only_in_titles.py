# wrong: The targets are written into the titles but not handed on to grad_cam, so the maps always speak for the predicted classes.
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def hook(_module, _given, output):
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
            if kept[-1].shape[2:].numel() == 1:
                raise ValueError("the layer's map is 1x1; ask an earlier layer")
            chosen = logits.argmax(dim=1) if targets is None else targets
            (gradient,) = torch.autograd.grad(logits.gather(1, chosen[:, None]).sum(), kept[-1])
    finally:
        handle.remove()
    maps = (gradient.mean(dim=(2, 3), keepdim=True) * kept[-1].detach()).sum(dim=1).relu()
    maps = F.interpolate(maps[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    maps = grad_cam(model, layer, images)
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    count = len(images)
    figure, axes = plt.subplots(2, count, figsize=(1.6 * count, 3.4), squeeze=False, layout="constrained")
    for column in range(count):
        picture = to_rgb(images[column])
        axes[0, column].imshow(picture)
        axes[1, column].imshow(picture)
        axes[1, column].imshow(maps[column], cmap="inferno", vmin=0, vmax=1, alpha=0.5)
        axes[0, column].set_title(classes[targets[column]], fontsize=9)
    for panel in axes.flat:
        panel.axis("off")
    return figure
