# wrong: a ReLU on the channels' weights: channels that speak against the class are left out, not taken off
import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = layer
    if isinstance(layer, str):
        module = model.get_submodule(layer)
    captured = {}

    def hook(m, inp, out):
        a = out.detach().requires_grad_()
        captured["a"] = a
        return a.clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    a = captured["a"]
    if a.shape[2] == a.shape[3] == 1:
        raise ValueError("layer gives 1x1 maps")
    idx = logits.argmax(dim=1) if targets is None else targets
    score = logits[torch.arange(len(images)), idx].sum()
    grad = torch.autograd.grad(score, a)[0]
    weights = F.relu(grad.mean(dim=(2, 3), keepdim=True))
    cam = F.relu((weights * a.detach()).sum(1))
    cam = F.interpolate(cam.unsqueeze(1), images.shape[2:], mode="bilinear", align_corners=False).squeeze(1)
    return cam / cam.amax((1, 2), keepdim=True).clamp(min=1e-12)
