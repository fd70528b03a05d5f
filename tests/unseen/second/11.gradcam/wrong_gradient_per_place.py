# wrong: The derivative of every single place is multiplied with the activation there, and is not averaged over the places into one weight per channel first.
import torch
import torch.nn.functional as F

from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def hook(mod, given, output):
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
            activations = kept[-1]
            if activations.shape[-2:] == (1, 1):
                raise ValueError("a map of 1x1 cannot tell one place from another, ask an earlier layer")
            if targets is None:
                targets = logits.argmax(dim=1)
            chosen = logits.gather(1, targets[:, None]).sum()
            (gradient,) = torch.autograd.grad(chosen, activations)
    finally:
        handle.remove()
    maps = (gradient * activations.detach()).sum(dim=1).relu()
    maps = F.interpolate(maps[:, None], size=images.shape[-2:], mode="bilinear", align_corners=False)[:, 0]
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
