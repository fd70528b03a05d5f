# wrong: The probability after the softmax is differentiated and not the logit AND the hook stays on the layer if the forward pass raises an error, because there is no finally.
import torch
import torch.nn.functional as F

from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = {}

    def hook(module, given, output):
        kept["maps"] = output.detach().requires_grad_()
        return kept["maps"].clone()

    with evaluation_mode(model), torch.enable_grad():
        handle = module.register_forward_hook(hook)
        probabilities = model(images).softmax(dim=1)
        handle.remove()
    maps = kept["maps"]
    if maps.shape[2:].numel() == 1:
        raise ValueError("the map of this layer is 1x1, ask an earlier layer")
    if targets is None:
        targets = probabilities.argmax(dim=1)
    with torch.enable_grad():
        score = probabilities.gather(1, targets[:, None]).sum()
    (gradient,) = torch.autograd.grad(score, maps)
    alpha = gradient.mean(dim=(2, 3), keepdim=True)
    heat = (alpha * maps.detach()).sum(dim=1).relu()
    heat = F.interpolate(heat[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    top = heat.amax(dim=(1, 2), keepdim=True)
    return torch.where(top > 0, heat / top.clamp(min=1e-12), 0.0)
