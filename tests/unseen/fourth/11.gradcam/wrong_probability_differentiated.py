# wrong: the probability after the softmax is differentiated, not the logit
import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = {}

    def hook(module, given, output):
        kept["maps"] = output.detach().requires_grad_()
        return kept["maps"].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            probabilities = model(images).softmax(dim=1)
    finally:
        handle.remove()
    activations = kept["maps"]
    if activations.shape[2] * activations.shape[3] == 1:
        raise ValueError("the map of this layer is 1x1; take an earlier layer")
    if targets is None:
        targets = probabilities.argmax(dim=1)
    chosen = probabilities.gather(1, targets[:, None]).sum()
    (gradient,) = torch.autograd.grad(chosen, activations)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    maps = (weights * activations.detach()).sum(dim=1).relu()
    maps = F.interpolate(maps[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
