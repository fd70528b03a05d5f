# wrong: each place's own gradient is multiplied with its activation, without the mean over the places
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
        if activations.shape[2:] == (1, 1):
            raise ValueError("the layer's map is 1x1: choose an earlier layer")
        if targets is None:
            targets = logits.argmax(dim=1)
        chosen = logits.gather(1, targets[:, None]).sum()
        (gradient,) = torch.autograd.grad(chosen, activations)
    maps = (gradient * activations).sum(dim=1).relu().detach()
    maps = F.interpolate(maps[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
