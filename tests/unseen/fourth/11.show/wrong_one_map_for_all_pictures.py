# wrong: the first image's map is laid over every image
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    box = {}

    def hook(m, i, o):
        box["maps"] = o.detach().requires_grad_()
        return box["maps"].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    targets = logits.argmax(dim=1) if targets is None else targets
    (grad,) = torch.autograd.grad(logits.gather(1, targets[:, None]).sum(), box["maps"])
    cam = (grad.mean(dim=(2, 3), keepdim=True) * box["maps"].detach()).sum(dim=1, keepdim=True).relu()
    cam = F.interpolate(cam, size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12), targets


def show_gradcam_grid(model, layer, images, classes, targets=None):
    maps, targets = grad_cam(model, layer, images, targets)
    heat = maps[0]
    figure, axes = plt.subplots(2, len(images), figsize=(1.5 * len(images), 3.4), squeeze=False, layout="constrained")
    for (above, below), image, target in zip(axes.T, images, targets.tolist()):
        above.imshow(to_rgb(image))
        above.set_title(classes[target], fontsize=9)
        below.imshow(to_rgb(image))
        below.imshow(heat, cmap="inferno", vmin=0, vmax=1, alpha=0.5)
        above.axis("off")
        below.axis("off")
    return figure
