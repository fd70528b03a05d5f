# wrong: two mistakes: the picture is drawn still normalised, cut off at 0 and 1, and the model stays in eval mode
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F


def grad_cam(model, layer, images, targets):
    if isinstance(layer, str):
        layer = model.get_submodule(layer)
    saved = {}

    def save(module, inputs, output):
        saved["out"] = output.detach().requires_grad_()
        return saved["out"].clone()

    handle = layer.register_forward_hook(save)
    try:
        with torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    score = logits.gather(1, targets.unsqueeze(1)).sum()
    grads = torch.autograd.grad(score, saved["out"])[0]
    cam = F.relu((grads.mean(dim=(2, 3), keepdim=True) * saved["out"].detach()).sum(dim=1))
    cam = F.interpolate(cam.unsqueeze(1), size=images.shape[2:], mode="bilinear", align_corners=False).squeeze(1)
    return cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    model.eval()
    if targets is None:
        with torch.no_grad():
            targets = model(images).argmax(dim=1)
    cams = grad_cam(model, layer, images, targets)
    n = len(images)
    fig, axes = plt.subplots(2, n, figsize=(2 * n, 4), squeeze=False)
    for i in range(n):
        img = images[i].permute(1, 2, 0).clamp(0, 1)
        axes[0][i].imshow(img)
        axes[0][i].set_title(classes[targets[i].item()])
        axes[1][i].imshow(img)
        axes[1][i].imshow(cams[i], cmap="inferno", vmin=0, vmax=1, alpha=0.5)
        axes[0][i].axis("off")
        axes[1][i].axis("off")
    return fig
