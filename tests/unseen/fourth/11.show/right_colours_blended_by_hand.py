# right: picture and map are blended into one RGB picture with numpy, one panel per image, on a Figure without pyplot
import numpy as np
import torch
import torch.nn.functional as F
from matplotlib import colormaps
from matplotlib.figure import Figure
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = {}

    def cut(module, given, output):
        kept["maps"] = output.detach().requires_grad_()
        return kept["maps"].clone()

    handle = module.register_forward_hook(cut)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    maps = kept["maps"]
    if maps.shape[2:].numel() == 1:
        raise ValueError("the layer's map is 1x1: ask an earlier layer")
    if targets is None:
        targets = logits.argmax(dim=1)
    (gradient,) = torch.autograd.grad(logits.gather(1, targets[:, None]).sum(), maps)
    heat = (gradient.mean(dim=(2, 3), keepdim=True) * maps.detach()).sum(dim=1, keepdim=True).relu()
    heat = F.interpolate(heat, size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return heat / heat.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    heat = grad_cam(model, layer, images, targets).cpu().numpy()
    figure = Figure(figsize=(2 * len(images), 2.4), layout="constrained")
    for place, (image, hot, target) in enumerate(zip(images, heat, targets.tolist(), strict=True)):
        picture = np.asarray(to_rgb(image))
        blended = 0.5 * picture + 0.5 * colormaps["inferno"](hot)[..., :3]
        panel = figure.add_subplot(1, len(images), place + 1)
        panel.imshow(np.clip(blended, 0, 1))
        panel.set_title(f"what speaks for {classes[target]}", fontsize=9)
        panel.axis("off")
    return figure
