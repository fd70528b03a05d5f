"""Where a network looks: Grad-CAM (lesson 11).

Selvaraju et al. 2017, "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
section 3; arXiv:1610.02391.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from matplotlib.figure import Figure
from torch import nn
from torch.nn import functional as F

from resnet_ref.evaluation import class_numbers, predict
from resnet_ref.figures import image_panels, require_names
from resnet_ref.inspection import find_layer
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode
from resnet_ref.shapes import require_images


def grad_cam(
    model: nn.Module,
    layer: str | nn.Module,
    images: torch.Tensor,
    targets: torch.Tensor | Sequence[int] | None = None,
) -> torch.Tensor:
    """How much each place of each image speaks for a class, seen through one layer of the model.

    Shapes: images [N, 3, H, W] -> maps [N, H, W] in 0..1, bilinear from the layer's size. Each map is
    divided by its own largest value; where nothing speaks for the class, it is all zeros. Computed in eval
    mode; modes, `.grad`, `requires_grad`, hooks and images are left as found.

    Args:
        model: images -> logits [N, K].
        layer: one of the model's modules, or its name; its output must be a map [N, C, h, w]. Where a forward
            pass runs it several times, as it does a block's ReLU, the last time counts.
        targets: the class explained for each image, [N]; the predicted class where not given.

    Raises:
        ValueError: no such layer; its output is 1x1, is no map, or does not reach the logits; targets that
            are no classes of the model.
    """
    evidence = class_evidence(model, layer, images, targets).relu()
    maps = F.interpolate(evidence[:, None], images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    peak = maps.amax((1, 2), keepdim=True)
    return maps / torch.where(peak > 0, peak, 1)


def class_evidence(
    model: nn.Module,
    layer: str | nn.Module,
    images: torch.Tensor,
    targets: torch.Tensor | Sequence[int] | None = None,
) -> torch.Tensor:
    """Grad-CAM before its ReLU, [N, h, w]: the layer's channels times the mean gradients of the logit.

    Arguments and errors are those of `grad_cam`.
    """
    require_images(images, 3, "grad_cam")
    name, module = _named_layer(model, layer)
    activations = None

    def keep(_module: nn.Module, _inputs: object, output: object) -> torch.Tensor:
        nonlocal activations
        # A leaf of our own: gradients stop here, frozen weights below do not matter, no `.grad` is written.
        activations = _require_map(output, name, images).detach().requires_grad_()
        return activations.clone()  # the network goes on with a copy, which an in-place ReLU may overwrite

    with (
        evaluation_mode(model),
        torch.inference_mode(False),
        torch.enable_grad(),
        module.register_forward_hook(keep),
    ):
        logits = model(images.detach().clone())
        chosen = logits.argmax(1) if targets is None else class_numbers(targets, logits.shape[1], "targets")
        if len(chosen) != len(images):
            raise ValueError(
                f"targets must name one class per image: {len(chosen)} for {len(images)} images."
            )
        score = logits.gather(1, chosen.to(logits.device)[:, None]).sum()
        gradients = None
        if activations is not None and score.requires_grad:
            (gradients,) = torch.autograd.grad(score, activations, allow_unused=True)
    if activations is None or gradients is None:
        raise ValueError(
            f"Layer {name!r} has no part in the logits, so it cannot explain them: choose another."
        )
    weights = gradients.mean((2, 3), keepdim=True)
    return (weights * activations.detach()).sum(1)


def show_gradcam_grid(
    model: nn.Module,
    layer: str | nn.Module,
    images: torch.Tensor,
    classes: Sequence[str],
    targets: torch.Tensor | Sequence[int] | None = None,
) -> Figure:
    """Each image beside its Grad-CAM, with what the model predicts and which class is explained.

    Arguments and errors are those of `grad_cam`; `images` are normalised as `cifar10_transforms` does, and
    `classes` are K names.
    """
    require_images(images, 3, "show_gradcam_grid")
    if not len(images):
        raise ValueError("show_gradcam_grid needs at least one image, and this batch is empty.")
    name, module = _named_layer(model, layer)
    images = images.to(next(model.parameters(), images).device)
    with evaluation_mode(model):
        predictions, probabilities = predict(model, images, images.device)
    require_names(classes, probabilities.shape[1])
    explained = predictions if targets is None else class_numbers(targets, len(classes), "targets")
    maps = grad_cam(model, module, images, explained).cpu()

    figure, panels = image_panels(2 * len(images), columns=8)
    for index, (prediction, target) in enumerate(zip(predictions.tolist(), explained.tolist(), strict=True)):
        photo, overlay = panels[2 * index : 2 * index + 2]
        picture, heat = to_rgb(images[index]).numpy(), maps[index].numpy()
        photo.imshow(picture)
        said = f"{classes[prediction]} {probabilities[index, prediction]:.0%}"
        photo.set_title(f"predicted\n{said}", fontsize="small")
        overlay.imshow(picture.mean(2), cmap="gray", vmin=0, vmax=1)
        overlay.imshow(heat, cmap="inferno", vmin=0, vmax=1, alpha=0.55)
        overlay.set_title(f"speaks for\n{classes[target]}", fontsize="small")
        if heat.any():
            overlay.contour(heat, levels=[0.5], colors="white", linewidths=1)
        else:
            overlay.text(
                0.5, 0.5, "nothing", transform=overlay.transAxes, ha="center", va="center", color="white"
            )
    figure.suptitle(f"Grad-CAM at {name} (line: half of the brightest)")
    return figure


def _named_layer(model: nn.Module, layer: str | nn.Module) -> tuple[str, nn.Module]:
    if isinstance(layer, str):
        return layer, find_layer(model, layer)
    for name, module in model.named_modules():
        if module is layer:
            return name, module
    raise ValueError(
        "The layer is no module of this model: pass one of its own, as model.layer4, or a name, as 'layer4'."
    )


def _require_map(output: object, name: str, images: torch.Tensor) -> torch.Tensor:
    """Raise ValueError unless a layer's output is a map of more than one place."""
    height, width = images.shape[2:]
    if not isinstance(output, torch.Tensor) or output.dim() != 4:
        shape = tuple(output.shape) if isinstance(output, torch.Tensor) else f"a {type(output).__name__}"
        raise ValueError(
            f"Grad-CAM needs a layer that puts out a map [N, C, h, w], and {name!r} puts out {shape}: "
            "choose one before the average pooling."
        )
    if output.shape[2:] == (1, 1):
        raise ValueError(
            f"The map of {name!r} is 1x1 for images of {height}x{width}, so Grad-CAM cannot say where. "
            'Choose an earlier layer, larger images or stem="cifar".'
        )
    return output
