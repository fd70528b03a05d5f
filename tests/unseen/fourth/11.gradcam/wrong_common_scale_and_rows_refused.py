# wrong: two mistakes: all maps are divided by the batch's largest value, and a map of 1x3 is refused too
import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    store = {}

    def hook(_, __, output):
        store["A"] = output.detach().requires_grad_()
        return store["A"].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
    finally:
        handle.remove()
    A = store["A"]
    h, w = A.shape[-2:]
    if h == 1 or w == 1:
        raise ValueError(f"the map of this layer is {h}x{w}: choose an earlier layer")
    targets = logits.argmax(1) if targets is None else targets
    (dA,) = torch.autograd.grad(logits.gather(1, targets[:, None]).sum(), A)
    alpha = dA.mean(dim=(2, 3))
    cam = torch.einsum("nc,nchw->nhw", alpha, A.detach()).relu()
    cam = F.interpolate(cam[:, None], size=tuple(images.shape[2:]), mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.max().clamp(min=1e-12)
