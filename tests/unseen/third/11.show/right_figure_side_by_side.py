# right: a Figure without pyplot, the map beside the picture and not over it, the classes' names below
import torch
import torch.nn.functional as F
from matplotlib.figure import Figure

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
    wanted = targets
    if wanted is None:
        with evaluation_mode(model), torch.inference_mode():
            wanted = model(images).max(dim=1).indices
        wanted = torch.tensor(wanted.tolist())
    names = [classes[k] for k in wanted]
    figure = Figure(figsize=(6, 2 * len(images)))
    place = 0
    for name, image, heat in zip(names, images, grad_cam(model, layer, images, wanted), strict=True):
        for what, values in (("picture", to_rgb(image)), ("evidence", heat)):
            place += 1
            panel = figure.add_subplot(len(images), 2, place)
            panel.set_xlabel(f"{what}: {name}")
            panel.imshow(values, **({} if what == "picture" else {"cmap": "gray", "vmin": 0, "vmax": 1}))
    return figure
