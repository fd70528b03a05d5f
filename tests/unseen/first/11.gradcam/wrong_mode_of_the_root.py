# wrong: Only the model's own mode comes back; train(was) forces it on submodules that had another one.
import torch
import torch.nn.functional as F


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def hook(module, given, output):
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    was = model.training
    model.eval()
    handle = module.register_forward_hook(hook)
    try:
        with torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
        model.train(was)
    maps = kept[-1]
    if maps.shape[-2:] == (1, 1):
        raise ValueError("The layer's map is 1x1: take an earlier layer.")
    if targets is None:
        targets = logits.argmax(dim=1)
    with torch.enable_grad():
        score = logits.gather(1, targets[:, None]).sum()
    (gradient,) = torch.autograd.grad(score, maps)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    cam = (weights * maps.detach()).sum(dim=1, keepdim=True).relu()
    cam = F.interpolate(cam, size=images.shape[-2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
