# wrong: a map of 1x3 is refused as well, since one of its sides is 1
import torch
import torch.nn.functional as F

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
        height, width = activations.shape[-2:]
        if height == 1 or width == 1:
            raise ValueError("the layer's map is 1x1: choose an earlier layer")
        if targets is None:
            targets = logits.argmax(dim=1)
        chosen = logits.gather(1, targets[:, None]).sum()
        (gradient,) = torch.autograd.grad(chosen, activations)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    maps = (weights * activations).sum(dim=1).relu().detach()
    maps = F.interpolate(maps[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
