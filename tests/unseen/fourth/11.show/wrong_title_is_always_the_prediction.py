# wrong: the titles name the predicted classes, also where the maps are of other targets
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    store = {}

    def hook(m, given, output):
        store["a"] = output.detach().requires_grad_()
        return store["a"].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    if targets is None:
        targets = logits.argmax(dim=1)
    (g,) = torch.autograd.grad(logits.gather(1, targets[:, None]).sum(), store["a"])
    cam = (g.mean(dim=(2, 3), keepdim=True) * store["a"].detach()).sum(1).relu()
    cam = F.interpolate(cam[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    with evaluation_mode(model), torch.no_grad():
        predictions = model(images).argmax(dim=1)
    cams = grad_cam(model, layer, images, targets)
    figure, axes = plt.subplots(2, len(images), figsize=(1.6 * len(images), 3.4), squeeze=False, layout="constrained")
    for column, (image, cam, prediction) in enumerate(zip(images, cams, predictions.tolist())):
        for row in range(2):
            axes[row, column].imshow(to_rgb(image))
            axes[row, column].set(xticks=[], yticks=[])
        axes[1, column].imshow(cam, cmap="inferno", alpha=0.5, vmin=0, vmax=1)
        axes[0, column].set_title(classes[prediction], fontsize=9)
    return figure
