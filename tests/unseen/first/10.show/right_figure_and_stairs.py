# right: Figure objects without pyplot, subplot_mosaic, counts by torch.histogram drawn with stairs, typed
import torch
from matplotlib.figure import Figure
from torch import Tensor, nn
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def _unit(x: Tensor) -> Tensor:
    x = x - x.amin()
    return x / x.amax() if x.amax() > 0 else x


def show_feature_maps(model: nn.Module, image: Tensor, layer_name: str, n: int = 16) -> Figure:
    layer = dict(model.named_modules())[layer_name]
    outputs: list[Tensor] = []

    def listen(module: nn.Module, given: tuple, output: Tensor) -> None:
        outputs.append(output.detach().clone())

    with evaluation_mode(model), torch.inference_mode(), layer.register_forward_hook(listen):
        model(torch.stack([image]))
    channels = list(outputs[-1][0].unbind(0))[:n]
    figure = Figure(figsize=(1.5 * (1 + len(channels)), 1.8), layout="constrained")
    names = ["picture", *(f"{layer_name}[{c}]" for c in range(len(channels)))]
    panels = figure.subplot_mosaic([names])
    for name in names:
        panels[name].set_title(name, fontsize="x-small")
        panels[name].set_axis_off()
    panels["picture"].imshow(to_rgb(image))
    for name, channel in zip(names[1:], channels, strict=True):
        panels[name].imshow(_unit(channel), cmap="viridis", vmin=0.0, vmax=1.0)
    return figure


def show_first_conv_filters(model: nn.Module, n: int = 64) -> Figure:
    first = [m for m in model.modules() if isinstance(m, nn.Conv2d)][0]
    filters = first.weight.data.clone()[:n]
    side = 1
    while side * side < len(filters):
        side += 1
    figure = Figure(figsize=(side, side))
    for number, kernel in enumerate(filters):
        panel = figure.add_subplot(side, side, number + 1)
        panel.imshow(torch.einsum("chw->hwc", _unit(kernel)))
        panel.set_title(f"filter {number}", fontsize="xx-small")
        panel.axis("off")
    return figure


def plot_weight_histograms(model: nn.Module) -> Figure:
    parts: dict[str, Tensor] = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            part, _, _ = name.partition(".")
            weights = module.weight.detach().reshape(-1)
            parts[part] = torch.cat([parts[part], weights]) if part in parts else weights.clone()
    figure = Figure(figsize=(8, 5), layout="constrained")
    panels = figure.subplots(2, (len(parts) + 1) // 2, squeeze=False)
    for panel, (part, values) in zip(panels.flat, parts.items()):
        counts, edges = torch.histogram(values.float(), bins=80)
        panel.stairs(counts.numpy(), edges.numpy(), fill=True)
        panel.set_yscale("log")
        panel.set_title(f"{part} (std {values.std().item():.3g})")
    for panel in list(panels.flat)[len(parts):]:
        panel.remove()
    return figure
