"""Image and coloured map mixed into one picture by hand, min-max colours, one large picture of all."""

import matplotlib
import torch
from matplotlib.figure import Figure


def grad_cam(model, layer, images, targets=None):
    kept = []
    layer = dict(model.named_modules())[layer] if isinstance(layer, str) else layer
    handle = layer.register_forward_hook(lambda m, i, o: kept.append(o))
    try:
        logits = model(images)
    finally:
        handle.remove()
    targets = logits.argmax(1) if targets is None else targets
    (slope,) = torch.autograd.grad(logits.gather(1, targets[:, None]).sum(), kept[0])
    maps = (slope.mean((2, 3), keepdim=True) * kept[0]).sum(1).relu().detach()
    return maps / maps.amax((1, 2), keepdim=True)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        modes = [module.training for module in model.modules()]
        model.eval()
        with torch.no_grad():
            targets = model(images).argmax(1)
        for module, mode in zip(model.modules(), modes, strict=True):
            module.training = mode
    rows = []
    for image, heat in zip(images, grad_cam(model, layer, images, targets), strict=True):
        photo = (image - image.min()) / (image.max() - image.min())
        colours = torch.from_numpy(matplotlib.colormaps["viridis"](heat.numpy())[..., :3]).permute(2, 0, 1)
        rows.append(torch.cat([photo, 0.5 * photo + 0.5 * colours], dim=2))
    figure = Figure()
    ax = figure.add_subplot()
    ax.imshow((torch.cat(rows, dim=1).permute(1, 2, 0) * 255).byte().numpy())
    ax.set_title(", ".join(classes[t] for t in targets.tolist()))
    return figure
