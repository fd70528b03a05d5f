# wrong: All maps are divided by the largest value of the whole batch and not each by its own, so most of them do not reach 1.
import torch
import torch.nn.functional as F

from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    store = {}

    def hook(_module, _inputs, output):
        store["A"] = output.detach().requires_grad_()
        return store["A"].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
            if store["A"].shape[2] * store["A"].shape[3] == 1:
                raise ValueError("this layer has no places left (1x1): choose an earlier one")
            if targets is None:
                targets = logits.argmax(dim=1)
            rows = torch.arange(len(images), device=logits.device)
            score = logits[rows, targets].sum()
            gradients = torch.autograd.grad(score, store["A"])[0]
    finally:
        handle.remove()
    weights = gradients.mean(dim=(2, 3), keepdim=True)
    cam = F.relu((weights * store["A"].detach()).sum(dim=1, keepdim=True))
    cam = F.interpolate(cam, size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.max().clamp(min=1e-12)
