# wrong: The colours are put last with permute(2, 1, 0), which also swaps height and width, so the pictures lie on their side under their maps.
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

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
    heat = grad_cam(model, layer, images, targets)
    mean = torch.tensor([0.4914, 0.4822, 0.4465]).view(3, 1, 1)
    std = torch.tensor([0.2470, 0.2435, 0.2616]).view(3, 1, 1)
    figure, axes = plt.subplots(2, len(images), figsize=(2 * len(images), 4), squeeze=False)
    for i, image in enumerate(images):
        rgb = (image * std + mean).clamp(0, 1).permute(2, 1, 0)
        axes[0, i].imshow(rgb)
        axes[1, i].imshow(rgb)
        axes[1, i].imshow(heat[i], cmap="inferno", vmin=0, vmax=1, alpha=0.5)
        axes[1, i].set_title(classes[targets[i]])
        axes[0, i].axis("off")
        axes[1, i].axis("off")
    return figure
