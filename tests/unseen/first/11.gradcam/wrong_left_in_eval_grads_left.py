# wrong: The model stays in eval mode AND backward() leaves gradients in its weights.
import torch
import torch.nn.functional as F


def grad_cam(model, layer, images, targets=None):
    model.eval()
    if isinstance(layer, str):
        layer = model.get_submodule(layer)
    kept = []

    def hook(module, given, output):
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    handle = layer.register_forward_hook(hook)
    try:
        with torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    maps = kept[-1]
    if maps.shape[-2:] == (1, 1):
        raise ValueError("The layer's map is 1x1: take an earlier layer.")
    if targets is None:
        targets = logits.argmax(dim=1)
    with torch.enable_grad():
        logits[range(len(images)), targets].sum().backward()
    weights = maps.grad.mean(dim=(2, 3), keepdim=True)
    cam = F.relu((weights * maps.detach()).sum(dim=1, keepdim=True))
    cam = F.interpolate(cam, size=images.shape[-2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
