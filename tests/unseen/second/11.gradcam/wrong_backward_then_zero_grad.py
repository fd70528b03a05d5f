# wrong: backward() writes into the parameters' .grad, and zero_grad() afterwards throws away gradients that somebody else had collected there.
import torch
import torch.nn.functional as F

from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    target_layer = model.get_submodule(layer) if isinstance(layer, str) else layer
    captured = []

    def forward_hook(module, inputs, output):
        captured.append(output.detach().requires_grad_())
        return captured[-1].clone()

    handle = target_layer.register_forward_hook(forward_hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            logits = model(images)
            activation = captured[-1]
            if tuple(activation.shape[2:]) == (1, 1):
                raise ValueError("Grad-CAM needs a layer with more than 1x1 places, use an earlier layer")
            if targets is None:
                targets = logits.argmax(dim=1)
            logits.gather(1, targets.unsqueeze(1)).sum().backward()
    finally:
        handle.remove()
    gradient = activation.grad
    model.zero_grad()
    weights = gradient.mean(dim=[2, 3], keepdim=True)
    cam = torch.relu(torch.sum(weights * activation.detach(), dim=1))
    cam = F.interpolate(cam[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return cam / cam.flatten(1).max(dim=1).values.clamp(min=1e-12)[:, None, None]
