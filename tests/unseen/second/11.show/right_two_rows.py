# right: the lesson's two rows of panels, the name over the picture and again over the map.
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
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    maps = grad_cam(model, layer, images, targets)
    n = len(images)
    figure, axes = plt.subplots(2, n, figsize=(1.5 * n, 3.6), squeeze=False, layout="constrained")
    columns = zip(axes.T, images, maps, targets.tolist(), strict=True)
    for (above, below), image, heat, target in columns:
        for panel in (above, below):
            panel.imshow(to_rgb(image))
            panel.set(xticks=[], yticks=[])
        below.imshow(heat, cmap="inferno", vmin=0, vmax=1, alpha=0.5)
        above.set_title(classes[target], fontsize=9)
        below.set_title(f"for {classes[target]}", fontsize=9)
    return figure
