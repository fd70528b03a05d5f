# right: a bare Figure, one row per image, the map coloured with a colormap and laid over the picture through its alpha channel.
import torch
import torch.nn.functional as F
from matplotlib import colormaps
from matplotlib.figure import Figure

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


def predicted_classes(model, images):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            return model(images).argmax(dim=1)
    finally:
        for module, mode in modes.items():
            module.training = mode


def show_gradcam_grid(model, layer, images, classes, targets=None):
    targets = predicted_classes(model, images) if targets is None else targets
    colours = colormaps["magma"](grad_cam(model, layer, images, targets).cpu().numpy())
    colours[..., 3] = 0.5  # half transparent
    figure = Figure(figsize=(4, 2 * len(images)), layout="constrained")
    axes = figure.subplots(len(images), 2, squeeze=False)
    for (left, right), image, heat, target in zip(axes, images, colours, targets, strict=True):
        left.imshow(to_rgb(image))
        right.imshow(to_rgb(image))
        right.imshow(heat)
        left.set_ylabel("picture")
        right.set_title(f"what speaks for {classes[int(target)]}", fontsize=8)
        for panel in (left, right):
            panel.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    return figure
