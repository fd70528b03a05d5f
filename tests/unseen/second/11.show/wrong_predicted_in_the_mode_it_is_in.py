# wrong: Where no targets are given the classes are predicted in whatever mode the model is in, in train mode too, so names and maps may be of other classes and the BatchNorm statistics move.
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
    if targets is None:
        with torch.no_grad():
            targets = model(images).argmax(dim=1)
    maps = grad_cam(model, layer, images, targets)
    n = len(images)
    figure, axes = plt.subplots(2, n, figsize=(1.5 * n, 3.2), squeeze=False, layout="constrained")
    for i, (image, heat, target) in enumerate(zip(images, maps, targets.tolist(), strict=True)):
        axes[0, i].imshow(to_rgb(image))
        axes[0, i].set_title(classes[target], fontsize=9)
        axes[1, i].imshow(to_rgb(image))
        axes[1, i].imshow(heat, cmap="inferno", vmin=0, vmax=1, alpha=0.5)
    for panel in axes.flat:
        panel.set(xticks=[], yticks=[])
    return figure
