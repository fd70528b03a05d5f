# right: one row of a mosaic per image: the picture on the left, picture, map and a contour line on the right
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


class Explainer:
    """Runs the model once with a hook on one layer; `maps()` are the Grad-CAMs of `targets`."""

    def __init__(self, model, layer, images, targets):
        module = model.get_submodule(layer) if isinstance(layer, str) else layer
        self.size = images.shape[2:]
        handle = module.register_forward_hook(self.cut)
        try:
            with evaluation_mode(model), torch.enable_grad():
                self.logits = model(images)
        finally:
            handle.remove()
        if self.values.shape[2] == self.values.shape[3] == 1:
            raise ValueError("a map of 1x1 has nothing to tell places apart")
        self.targets = self.logits.argmax(dim=1) if targets is None else targets

    def cut(self, module, given, output):
        self.values = output.detach().requires_grad_()
        return self.values.clone()

    def maps(self):
        score = self.logits.gather(1, self.targets[:, None]).sum()
        (gradient,) = torch.autograd.grad(score, self.values)
        heat = torch.einsum("nc,nchw->nhw", gradient.mean(dim=(2, 3)), self.values.detach()).relu()
        heat = F.interpolate(heat[:, None], size=self.size, mode="bilinear", align_corners=False)[:, 0]
        return heat / heat.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)


def show_gradcam_grid(model, layer, images, classes, targets=None):
    explainer = Explainer(model, layer, images, targets)
    maps = explainer.maps()
    rows = [[f"picture {number}", f"map {number}"] for number in range(len(images))]
    figure, panels = plt.subplot_mosaic(rows, figsize=(4, 2.1 * len(images)), layout="constrained")
    for number, target in enumerate(explainer.targets.tolist()):
        picture = to_rgb(images[number])
        left, right = panels[f"picture {number}"], panels[f"map {number}"]
        left.imshow(picture)
        right.imshow(picture)
        right.imshow(maps[number], cmap="viridis", vmin=0, vmax=1, alpha=0.5)
        if maps[number].max() > 0.5:
            right.contour(maps[number].numpy(), levels=[0.5], colors="white")
        right.set_title(classes[target])
        for panel in (left, right):
            panel.set_axis_off()
    return figure
