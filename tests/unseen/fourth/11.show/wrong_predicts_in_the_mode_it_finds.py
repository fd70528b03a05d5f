# wrong: where no targets are named, the classes are predicted in whatever mode the model is in
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def cam_of(model, layer, images, targets):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def hook(module, given, output):
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    (gradient,) = torch.autograd.grad(logits.gather(1, targets[:, None]).sum(), kept[-1])
    heat = (gradient.mean(dim=(2, 3), keepdim=True) * kept[-1].detach()).sum(dim=1, keepdim=True)
    heat = F.interpolate(heat.relu(), size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return heat / heat.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        with torch.no_grad():
            targets = model(images).argmax(dim=1)
    heat = cam_of(model, layer, images, targets)
    figure, axes = plt.subplots(2, len(images), figsize=(1.5 * len(images), 3.3), squeeze=False)
    for i, image in enumerate(images):
        axes[0, i].imshow(to_rgb(image))
        axes[1, i].imshow(to_rgb(image))
        axes[1, i].imshow(heat[i], cmap="inferno", vmin=0, vmax=1, alpha=0.5)
        axes[1, i].set_title(f"for {classes[int(targets[i])]}", fontsize=9)
    for panel in axes.flat:
        panel.axis("off")
    return figure
