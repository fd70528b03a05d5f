"""What a network holds inside: activations, filters and weights (lesson 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

import torch
from matplotlib.figure import Figure
from torch import nn

from resnet_ref.figures import image_panels, new_figure
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode
from resnet_ref.shapes import one_of, require_positive


def find_layer(model: nn.Module, name: str) -> nn.Module:
    """The submodule that `model.named_modules()` calls `name`.

    Raises:
        ValueError: there is none; the message gives near matches.
    """
    modules = dict(model.named_modules(remove_duplicate=False))
    if name not in modules:
        raise ValueError(one_of("layer", name, filter(None, modules)))
    return modules[name]


@contextmanager
def capture_activations(model: nn.Module, layer_names: Sequence[str]) -> Iterator[dict[str, torch.Tensor]]:
    """Keep what the named layers put out while the `with` body runs the model.

        with capture_activations(model, ["layer1", "layer4.0.conv2"]) as activations:
            model(images)
        activations["layer1"]  # [N, 256, H, W]

    Args:
        layer_names: names as in `model.named_modules()`.

    Yields:
        A dict, empty at first: name -> detached copy of the layer's latest output. The model's hooks are
        afterwards what they were, also after an error.

    Raises:
        ValueError: an unknown name; the message gives near matches.
        TypeError: `layer_names` is one string, or a layer's output is no tensor.
    """
    if isinstance(layer_names, str):
        raise TypeError(f"layer_names must be a list of names: write [{layer_names!r}].")
    layers = {name: find_layer(model, name) for name in layer_names}
    activations: dict[str, torch.Tensor] = {}

    def keep_as(name: str) -> Callable[[nn.Module, object, object], None]:
        def keep(_module: nn.Module, _inputs: object, output: object) -> None:
            if not isinstance(output, torch.Tensor):
                raise TypeError(
                    f"Layer {name!r} puts out a {type(output).__name__}, and only tensors can be kept."
                )
            # detach() alone shares its memory, which an in-place ReLU behind this layer would overwrite.
            activations[name] = output.detach().clone()

        return keep

    with ExitStack() as hooks:
        for name, layer in layers.items():
            hooks.enter_context(layer.register_forward_hook(keep_as(name)))
        yield activations


def normalize_for_display(tensor: torch.Tensor) -> torch.Tensor:
    """Stretch each channel of [C, H, W] to 0..1; a constant channel becomes 0.

    Raises:
        ValueError: `tensor` has another number of dimensions.
    """
    if tensor.dim() != 3:
        raise ValueError(
            f"normalize_for_display takes one tensor [C, H, W], and this is {tuple(tensor.shape)}."
        )
    values = tensor.to(torch.promote_types(tensor.dtype, torch.float32))
    lowest, highest = values.amin((1, 2), keepdim=True), values.amax((1, 2), keepdim=True)
    span = highest - lowest
    return (values - lowest) / torch.where(span > 0, span, 1)


def show_feature_maps(model: nn.Module, image: torch.Tensor, layer_name: str, n: int = 16) -> Figure:
    """One image and the first n channels of what a layer makes of it, each stretched to its own 0..1.

    Args:
        image: [3, H, W], normalised as `cifar10_transforms` does.
        layer_name: a layer that puts out maps [1, C, h, w], named as in `model.named_modules()`.

    Raises:
        ValueError: no such layer, or the image or the layer's output has another shape.
    """
    require_positive(n=n)
    if image.dim() != 3:
        raise ValueError(
            f"show_feature_maps takes one image [3, H, W], and this is {tuple(image.shape)}: "
            "pick one, as images[0]."
        )
    device = next(model.parameters(), image).device
    with capture_activations(model, [layer_name]) as activations, evaluation_mode(model), torch.no_grad():
        model(image[None].to(device))
    if layer_name not in activations:
        raise ValueError(
            f"The model did not run its layer {layer_name!r}, so it has no maps: choose another."
        )
    output = activations[layer_name]
    if output.dim() != 4:
        raise ValueError(
            f"Layer {layer_name!r} puts out {tuple(output.shape)}, which is no map [1, C, H, W]: "
            "choose a layer before the average pooling."
        )
    maps = output[0].cpu()
    constant = (maps == maps[:, :1, :1]).flatten(1).all(1)

    shown = min(n, len(maps))
    figure, panels = image_panels(shown + 1, columns=6)
    panels[0].imshow(to_rgb(image).numpy())
    panels[0].set_title("image", fontsize="small")
    for channel, (panel, values) in enumerate(zip(panels[1:], normalize_for_display(maps[:n]), strict=True)):
        panel.imshow(values.numpy(), cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"channel {channel}" + (", constant" if constant[channel] else ""), fontsize="small")
    figure.suptitle(f"{layer_name}: {shown} of {len(maps)} channels, {maps.shape[1]}x{maps.shape[2]}")
    return figure


def show_first_conv_filters(model: nn.Module, n: int = 64) -> Figure:
    """The first n filters of the model's first convolution, as colour images, each stretched to its own 0..1.

    Raises:
        ValueError: the model has no convolution, or the first one does not look at three channels.
    """
    require_positive(n=n)
    name, conv = next(((k, m) for k, m in model.named_modules() if isinstance(m, nn.Conv2d)), ("", None))
    if conv is None:
        raise ValueError(f"{type(model).__name__} has no Conv2d, so there are no filters to show.")
    filters = conv.weight.detach().cpu()
    if filters.shape[1] != 3:
        raise ValueError(
            f"Only filters over red, green and blue can be shown as images, and {name!r} looks at "
            f"{filters.shape[1]} channels."
        )
    # One scale for a filter's three colours: scaled one by one, a grey filter would come out coloured.
    images = normalize_for_display(filters.flatten(2)).reshape(filters.shape).permute(0, 2, 3, 1)

    figure, panels = image_panels(min(n, len(images)), columns=8)
    for index, (panel, image) in enumerate(zip(panels, images, strict=False)):
        panel.imshow(image.numpy())
        panel.set_title(f"filter {index}", fontsize="small")
    height, width = filters.shape[2:]
    figure.suptitle(
        f"{name}: {len(panels)} of {len(images)} filters, {height}x{width}, each on its own scale"
    )
    return figure


def plot_weight_histograms(model: nn.Module) -> Figure:
    """How convolution and linear weights are spread, a panel for each part of the model (stem, stages, head).

    Raises:
        ValueError: the model has no convolution or linear layer, or weights that are not finite.
    """
    parts: dict[str, list[torch.Tensor]] = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            parts.setdefault(name.split(".")[0], []).append(module.weight.detach().float().flatten().cpu())
    if not parts:
        raise ValueError(
            f"{type(model).__name__} has no convolution or linear layer, so it has no weights to show."
        )

    columns = min(3, len(parts))
    figure, panels = new_figure(-(-len(parts) // columns), columns, 3.2, 2.4)
    for panel in panels[len(parts) :]:
        panel.remove()
    for panel, (name, weights) in zip(panels, parts.items(), strict=False):
        values = torch.cat(weights)
        if not values.isfinite().all():
            raise ValueError(
                f"Weights of {name!r} are NaN or infinite, so training has diverged: "
                "go back to an earlier checkpoint and lower the learning rate."
            )
        panel.hist(values.numpy(), bins=80, log=True)
        layers = f"{len(weights)} layer" + "s" * (len(weights) > 1)
        panel.set_title(f"{name}: {layers}, std {values.std(correction=0):.2g}", fontsize="medium")
        panel.set(xlabel="weight", ylabel="how many")
    figure.suptitle(f"Weights of {type(model).__name__}")
    return figure
