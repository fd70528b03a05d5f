# wrong: The channel weights are averaged over the batch as well (dim 0), so images get each other's weights.
import torch
import torch.nn.functional as F
from resnet_ref.modes import evaluation_mode


def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = {}

    def hook(module, given, output):
        kept["activations"] = output.detach().requires_grad_()
        return kept["activations"].clone()

    handle = module.register_forward_hook(hook)
    try:
        with evaluation_mode(model), torch.enable_grad():
            output = model(images)
    finally:
        handle.remove()
    activations = kept["activations"]
    if activations.shape[2] == 1 and activations.shape[3] == 1:
        raise ValueError("The layer's map is 1x1: take an earlier layer.")
    if targets is None:
        targets = output.argmax(dim=1)
    with torch.enable_grad():
        score = output[torch.arange(len(images)), targets].sum()
    gradients = torch.autograd.grad(score, activations)[0]
    pooled_gradients = torch.mean(gradients, dim=[0, 2, 3])
    heatmap = (activations.detach() * pooled_gradients[None, :, None, None]).mean(dim=1)
    heatmap = F.relu(heatmap)
    heatmap = F.interpolate(heatmap[:, None], size=images.shape[2:], mode="bilinear")[:, 0]
    return heatmap / heatmap.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
