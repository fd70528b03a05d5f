from put import put
E = "10.capture_activations"
IMP = "from contextlib import contextmanager\n\nimport torch\n\n\n"
put(E, "wrong_cpu_is_no_copy", "detach().cpu() makes no copy of what is on the CPU already, so an in-place ReLU changes what was kept", '''
@contextmanager
def capture_activations(model, layer_names):
    activations = {}

    def hook_for(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().cpu()

        return hook

    layers = [model.get_submodule(name) for name in layer_names]
    handles = [layer.register_forward_hook(hook_for(name)) for name, layer in zip(layer_names, layers)]
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()
''', IMP)
put(E, "wrong_unknown_name_ignored", "a name that the model does not have is passed over without an error", '''
@contextmanager
def capture_activations(model, layer_names):
    activations, handles = {}, []

    def make_hook(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    for name, module in model.named_modules():
        if name in layer_names:
            handles.append(module.register_forward_hook(make_hook(name)))
    try:
        yield activations
    finally:
        for handle in handles:
            handle.remove()
''', IMP)
put(E, "wrong_hook_returns_the_copy", "the hook returns the detached copy, which the network then goes on with, so no gradient reaches the layers before", '''
@contextmanager
def capture_activations(model, layer_names):
    kept = {}

    def keep(name):
        def hook(module, inputs, output):
            kept[name] = output.detach().clone()
            return kept[name]

        return hook

    modules = {name: model.get_submodule(name) for name in layer_names}
    handles = [module.register_forward_hook(keep(name)) for name, module in modules.items()]
    try:
        yield kept
    finally:
        for handle in handles:
            handle.remove()
''', IMP)
put(E, "wrong_first_run_is_kept", "setdefault keeps the output of a layer's first run, not of its last", '''
@contextmanager
def capture_activations(model, layer_names):
    activations = {}

    def listen(name):
        def hook(module, inputs, output):
            activations.setdefault(name, output.detach().clone())

        return hook

    layers = [model.get_submodule(name) for name in layer_names]
    handles = []
    try:
        for name, layer in zip(layer_names, layers):
            handles.append(layer.register_forward_hook(listen(name)))
        yield activations
    finally:
        for handle in handles:
            handle.remove()
''', IMP)
put(E, "wrong_only_the_last_handle", "one variable holds the handle of each hook in turn, so only the last hook is removed", '''
@contextmanager
def capture_activations(model, layer_names):
    activations = {}

    def register(name, layer):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return layer.register_forward_hook(hook)

    layers = {name: model.get_submodule(name) for name in layer_names}
    handle = None
    try:
        for name, layer in layers.items():
            handle = register(name, layer)
        yield activations
    finally:
        if handle is not None:
            handle.remove()
''', IMP)
put(E, "right_class_with_enter_and_exit", "a class with __enter__ and __exit__ in place of the decorated generator", '''
class capture_activations:  # noqa: N801
    def __init__(self, model, layer_names):
        self.layers = {name: model.get_submodule(name) for name in layer_names}
        self.handles = []

    def __enter__(self):
        values = {}

        def attach(name, layer):
            def hook(module, args, output):
                values[name] = output.clone().detach()

            self.handles.append(layer.register_forward_hook(hook))

        for name, layer in self.layers.items():
            attach(name, layer)
        return values

    def __exit__(self, kind, error, trace):
        while self.handles:
            self.handles.pop().remove()
        return False
''')
put(E, "right_exitstack_and_partial", "RemovableHandles are context managers themselves and go onto an ExitStack; partial in place of closures", '''
from contextlib import ExitStack, contextmanager
from functools import partial

import torch


def store(values, name, module, inputs, output):
    values[name] = torch.empty_like(output, requires_grad=False).copy_(output.detach())


@contextmanager
def capture_activations(model, layer_names):
    known = dict(model.named_modules(remove_duplicate=False))
    with ExitStack() as stack:
        values = {}
        for name in layer_names:
            stack.enter_context(known[name].register_forward_hook(partial(store, values, name)))
        yield values
''')

E = "10.normalise"
IMP = "import torch\n\n\n"
put(E, "wrong_divided_by_old_maximum", "the shifted channel is divided by its maximum from before the shift, not by its range", '''
def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    high = torch.where(high == 0, 1.0, high)
    return (tensor - low) / high
''', IMP)
put(E, "wrong_channels_last", "the minimum is taken over the first two dimensions, as if channels came last", '''
def normalize_for_display(tensor):
    low = tensor.amin(dim=(0, 1), keepdim=True)
    span = tensor.amax(dim=(0, 1), keepdim=True) - low
    return (tensor - low) / torch.where(span > 0, span, torch.ones_like(span))
''', IMP)
put(E, "wrong_written_into_the_argument", "the caller's tensor is stretched in place", '''
def normalize_for_display(tensor):
    for channel in tensor:
        channel -= channel.min().item()
        top = channel.max().item()
        if top > 0:
            channel /= top
    return tensor.clone()
''', IMP)
put(E, "wrong_constant_stays", "a constant channel keeps its value in place of 0", '''
def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    stretched = (tensor - low) / (high - low)
    return torch.where(high > low, stretched, tensor)
''', IMP)
put(E, "wrong_small_ranges_not_stretched", "a range below 0.001 counts as 0.001, so quiet channels do not reach 1", '''
def normalize_for_display(tensor):
    minimum = tensor.flatten(1).min(dim=1).values[:, None, None]
    maximum = tensor.flatten(1).max(dim=1).values[:, None, None]
    return (tensor - minimum) / (maximum - minimum).clamp(min=1e-3)
''', IMP)
put(E, "right_vmap_over_channels", "written for one channel, and torch.vmap does the others", '''
def stretch(channel):
    moved = channel - channel.min()
    top = moved.max()
    return moved / torch.where(top > 0, top, 1.0)


def normalize_for_display(tensor):
    return torch.vmap(stretch)(tensor)
''', IMP)
put(E, "right_nan_to_num", "aminmax over flat rows; 0 / 0 is allowed to happen and its nan becomes 0", '''
def normalize_for_display(tensor):
    rows = tensor.reshape(len(tensor), -1)
    low, high = torch.aminmax(rows, dim=1, keepdim=True)
    return rows.sub(low).div(high - low).nan_to_num(nan=0.0).reshape_as(tensor)
''', IMP)

E = "10.show"
IMP = '''import math
from contextlib import contextmanager

import matplotlib.pyplot as plt
import torch
from torch import nn

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


@contextmanager
def capture_activations(model, layer_names):
    activations = {}

    def hook_for(name):
        def hook(module, inputs, output):
            activations[name] = output.detach().clone()

        return hook

    layers = [model.get_submodule(name) for name in layer_names]
    handles = []
    try:
        for name, layer in zip(layer_names, layers):
            handles.append(layer.register_forward_hook(hook_for(name)))
        yield activations
    finally:
        for handle in handles:
            handle.remove()


def normalize_for_display(tensor):
    dims = tuple(range(1, tensor.ndim))
    low = tensor.amin(dim=dims, keepdim=True)
    span = tensor.amax(dim=dims, keepdim=True) - low
    return (tensor - low) / torch.where(span > 0, span, 1.0)


'''
# flatten(2) of the filters gives [C, 3, k*k], which the helper above takes as one channel each
GRID = '''def grid(count, columns=8):
    columns = min(columns, count)
    rows = math.ceil(count / columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.2 * columns, 1.3 * rows), squeeze=False, layout="constrained"
    )
    for panel in axes.flat:
        panel.axis("off")
    for panel in axes.flat[count:]:
        panel.remove()
    return figure, axes.flat[:count]


'''
FM = '''def show_feature_maps(model, image, layer_name, n=16):
    with evaluation_mode(model), torch.no_grad(), capture_activations(model, [layer_name]) as activations:
        model(image[None])
    maps = normalize_for_display(activations[layer_name][0][:n])
    figure, panels = grid(len(maps) + 1)
    panels[0].imshow(to_rgb(image))
    panels[0].set_title("picture", fontsize=8)
    for k, (panel, values) in enumerate(zip(panels[1:], maps)):
        panel.imshow(values, cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"channel {k}", fontsize=8)
    return figure


'''
FI = '''def show_first_conv_filters(model, n=64):
    conv = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    weight = conv.weight.detach()[:n]
    filters = normalize_for_display(weight.flatten(2)).reshape(weight.shape)
    figure, panels = grid(len(filters))
    for k, (panel, values) in enumerate(zip(panels, filters)):
        panel.imshow(values.permute(1, 2, 0))
        panel.set_title(k, fontsize=7)
    return figure


'''
HI = '''def plot_weight_histograms(model):
    parts = {}
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            parts.setdefault(name.split(".")[0], []).append(module.weight.detach().flatten())
    figure, axes = plt.subplots(1, len(parts), figsize=(2.2 * len(parts), 2.5), squeeze=False, layout="constrained")
    for panel, (part, weights) in zip(axes[0], parts.items()):
        values = torch.cat(weights)
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{part}\\nstd {values.std():.3f}", fontsize=9)
    return figure
'''
put(E, "wrong_one_stretch_for_all_maps", "the maps are stretched together by one minimum and one maximum, not each by its own", GRID + '''
def show_feature_maps(model, image, layer_name, n=16):
    with evaluation_mode(model), torch.no_grad(), capture_activations(model, [layer_name]) as activations:
        model(image[None])
    maps = normalize_for_display(activations[layer_name])[0][:n]
    figure, panels = grid(len(maps) + 1)
    panels[0].imshow(to_rgb(image))
    panels[0].set_title("picture", fontsize=8)
    for k, (panel, values) in enumerate(zip(panels[1:], maps)):
        panel.imshow(values, cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"channel {k}", fontsize=8)
    return figure


'''.lstrip() + FI + HI, IMP)
put(E, "wrong_maps_of_train_mode", "the picture goes through the model in whatever mode it is, so a model in train mode shows other maps and its statistics move",
    GRID + FM.replace("with evaluation_mode(model), torch.no_grad(), ", "with torch.no_grad(), ") + FI + HI,
    IMP.replace("from resnet_ref.modes import evaluation_mode\n", ""))
put(E, "wrong_filters_stretched_in_the_network", "the filters are stretched in the memory of the network's own weights", GRID + FM + '''
def show_first_conv_filters(model, n=64):
    conv = next(m for m in model.modules() if isinstance(m, nn.Conv2d))
    filters = conv.weight.data[:n]
    figure, panels = grid(len(filters))
    for panel, values in zip(panels, filters):
        values -= values.min().item()
        values /= max(values.max().item(), 1e-12)
        panel.imshow(values.permute(1, 2, 0))
    return figure


'''.lstrip() + HI, IMP)
put(E, "wrong_only_direct_children_counted", "only layers that are direct children of the model are counted, not those inside the stages", GRID + FM + FI + '''
def plot_weight_histograms(model):
    layers = {
        name: child.weight.detach().flatten()
        for name, child in model.named_children()
        if isinstance(child, (nn.Conv2d, nn.Linear))
    }
    figure, axes = plt.subplots(1, max(1, len(layers)), figsize=(8, 3), squeeze=False, layout="constrained")
    for panel, (name, values) in zip(axes.flat, layers.items()):
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{name}, std {values.std():.3f}")
    return figure
'''.lstrip(), IMP)
put(E, "wrong_every_weight_by_name", "everything called weight is counted, so BatchNorm's as well", GRID + FM + FI + '''
def plot_weight_histograms(model):
    parts = {}
    for name, parameter in model.named_parameters():
        if name.endswith("weight"):
            parts.setdefault(name.split(".")[0], []).append(parameter.detach().flatten())
    columns = 3
    rows = math.ceil(len(parts) / columns)
    figure, axes = plt.subplots(rows, columns, figsize=(9, 2.2 * rows), squeeze=False, layout="constrained")
    for panel, (part, weights) in zip(axes.flat, parts.items()):
        values = torch.cat(weights)
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{part}: {values.std():.3f}")
    for panel in axes.flat[len(parts) :]:
        panel.remove()
    return figure
'''.lstrip(), IMP)
put(E, "right_montage_of_filters", "maps without pyplot; the filters are one large picture; histograms are drawn with stairs", '''
def show_feature_maps(model, image, layer_name, n=16):
    with capture_activations(model, [layer_name]) as heard, evaluation_mode(model), torch.inference_mode():
        model(image.unsqueeze(0))
    maps = heard[layer_name].squeeze(0)[:n]
    figure = Figure(figsize=(8, 8))
    side = math.ceil(math.sqrt(len(maps) + 1))
    figure.add_subplot(side, side, 1, title="the picture").imshow(to_rgb(image))
    for place, values in enumerate(normalize_for_display(maps), start=2):
        panel = figure.add_subplot(side, side, place, title=f"{layer_name}[{place - 2}]")
        panel.imshow(values.numpy(), cmap="magma", vmin=0, vmax=1)
        panel.set_axis_off()
    return figure


def show_first_conv_filters(model, n=64):
    weight = [m.weight for m in model.modules() if isinstance(m, nn.Conv2d)][0].detach()[:n]
    tiles = normalize_for_display(weight.flatten(1)).view_as(weight).permute(0, 2, 3, 1)
    k, columns = tiles.shape[1], math.ceil(len(tiles) ** 0.5)
    rows = math.ceil(len(tiles) / columns)
    canvas = torch.ones(rows * (k + 1) - 1, columns * (k + 1) - 1, 3)
    for i, tile in enumerate(tiles):
        top, left = (k + 1) * (i // columns), (k + 1) * (i % columns)
        canvas[top : top + k, left : left + k] = tile
    figure = Figure(figsize=(6, 6))
    panel = figure.add_subplot(title=f"{len(tiles)} filters")
    panel.imshow(canvas.numpy())
    panel.set_axis_off()
    return figure


def plot_weight_histograms(model):
    figure = Figure(figsize=(10, 3), layout="constrained")
    parts = {}
    for name, child in model.named_children():
        layers = [m for m in child.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
        if layers:
            parts[name] = torch.cat([layer.weight.detach().reshape(-1) for layer in layers])
    for place, (name, values) in enumerate(parts.items(), start=1):
        panel = figure.add_subplot(1, len(parts), place, yscale="log")
        panel.stairs(*np.histogram(values.numpy(), bins=60), fill=True)
        panel.set_title(f"{name}: {values.std():.2g}")
    return figure
''', IMP.replace("import matplotlib.pyplot as plt\nimport torch\nfrom torch import nn\n", "import numpy as np\nimport torch\nfrom matplotlib.figure import Figure\nfrom torch import nn\n"))
put(E, "right_loops_and_one_panel", "a tall column of maps without the picture; filters stretched one by one in a loop; all histograms in one panel", '''
def show_feature_maps(model, image, layer_name, n=16):
    with evaluation_mode(model):
        with capture_activations(model, [layer_name]) as activations:
            with torch.no_grad():
                model(torch.stack([image]))
    channels = list(normalize_for_display(activations[layer_name][0]))[:n]
    figure, axes = plt.subplots(len(channels), 1, figsize=(2, 2 * len(channels)), squeeze=False)
    for i in range(len(channels)):
        axes[i][0].imshow(channels[i], cmap="viridis")
        axes[i][0].set_title(f"channel {i}")
        axes[i][0].axis("off")
    return figure


def show_first_conv_filters(model, n=64):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            weights = module.weight.detach().clone()
            break
    weights = weights[:n]
    figure = plt.figure(figsize=(8, 8))
    for i, one in enumerate(weights):
        span = one.max() - one.min()
        picture = (one - one.min()) / (span if span > 0 else 1)
        panel = figure.add_subplot(8, -(-len(weights) // 8), i + 1)
        panel.imshow(torch.movedim(picture, 0, -1).tolist())
        panel.axis("off")
    return figure


def plot_weight_histograms(model):
    figure, panel = plt.subplots(figsize=(7, 4))
    values, names = [], []
    for part, child in model.named_children():
        weights = [m.weight for m in child.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
        if weights:
            values.append(torch.cat([w.flatten() for w in weights]).detach().numpy())
            names.append(part)
    panel.hist(values, bins=50, label=names, log=True, histtype="step")
    panel.legend()
    panel.set_title("weights of all layers")
    return figure
''', IMP)
