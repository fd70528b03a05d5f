# wrong: backward() fills the .grad of the model's parameters
import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    layer = model.get_submodule(layer) if isinstance(layer, str) else layer
    seen = {}

    def forward_hook(module, inputs, output):
        seen["activations"] = output.detach().clone().requires_grad_()
        return seen["activations"].clone()

    handle = layer.register_forward_hook(forward_hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
            activations = seen["activations"]
            if activations.shape[-1] == 1 and activations.shape[-2] == 1:
                raise ValueError("a map of 1x1 cannot show where; ask an earlier layer")
            if targets is None:
                targets = logits.argmax(dim=1)
            logits.gather(1, targets.view(-1, 1)).sum().backward()
    finally:
        handle.remove()
    alpha = activations.grad.mean(dim=(2, 3), keepdim=True)
    cam = F.relu((alpha * activations.detach()).sum(dim=1, keepdim=True))
    cam = F.interpolate(cam, size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    top = cam.amax(dim=(1, 2), keepdim=True)
    return cam / top.clamp(min=1e-12)
