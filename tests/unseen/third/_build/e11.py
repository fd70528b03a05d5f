from put import put
E = "11.gradcam"
IMP = '''import torch
import torch.nn.functional as F

from resnet_ref.modes import evaluation_mode


'''
BASE = '''def grad_cam(model, layer, images, targets=None):
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def hook(module, given, output):
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    with evaluation_mode(model), torch.enable_grad():
        handle = module.register_forward_hook(hook)
        try:
            logits = model(images)
        finally:
            handle.remove()
        activations = kept[-1]
        if activations.shape[2:] == (1, 1):
            raise ValueError("the layer's map is 1x1: choose an earlier layer")
        if targets is None:
            targets = logits.argmax(dim=1)
        chosen = logits.gather(1, targets[:, None]).sum()
        (gradient,) = torch.autograd.grad(chosen, activations)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    maps = (weights * activations).sum(dim=1).relu().detach()
    maps = F.interpolate(maps[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
'''
def change(old, new, text=BASE):
    assert text.count(old) == 1, old
    return text.replace(old, new)
put(E, "wrong_gradient_at_every_place", "each place's own gradient is multiplied with its activation, without the mean over the places", change(
'''    weights = gradient.mean(dim=(2, 3), keepdim=True)
    maps = (weights * activations).sum(dim=1).relu().detach()
''', '''    maps = (gradient * activations).sum(dim=1).relu().detach()
'''), IMP)
put(E, "wrong_weights_over_the_batch", "the channel weights are a mean over the batch too, as in BatchNorm, so images share them", change(
'''    weights = gradient.mean(dim=(2, 3), keepdim=True)
''', '''    weights = gradient.mean(dim=(0, 2, 3))[None, :, None, None]
'''), IMP)
put(E, "wrong_grads_cleared_afterwards", "backward() fills everybody's .grad, and zero_grad() at the end deletes what the caller had there", change(
'''        (gradient,) = torch.autograd.grad(chosen, activations)
''', '''        chosen.backward()
        gradient = activations.grad
        model.zero_grad()
'''), IMP)
put(E, "wrong_row_of_places_refused", "a map of 1x3 is refused as well, since one of its sides is 1", change(
'''        if activations.shape[2:] == (1, 1):
''', '''        height, width = activations.shape[-2:]
        if height == 1 or width == 1:
'''), IMP)
put(E, "wrong_always_a_square", "the maps are enlarged to a square of the image's width, whatever its height is", change(
'''size=images.shape[2:], mode''', '''size=images.shape[-1], mode'''), IMP)
put(E, "right_image_by_image", "one image at a time, the cut by a hook that replaces the output; matrix product in place of a sum", '''
from contextlib import contextmanager

import torch
from torch import nn

from resnet_ref.modes import evaluation_mode


@contextmanager
def cut_at(module):
    found = {}

    def hook(_, __, output):
        found["maps"] = output.detach().clone().requires_grad_(True)
        return found["maps"] * 1.0

    handle = module.register_forward_hook(hook)
    try:
        yield found
    finally:
        handle.remove()


def grad_cam(model, layer, images, targets=None):
    if isinstance(layer, str):
        layer = dict(model.named_modules())[layer]
    height, width = images.shape[-2:]
    enlarge = nn.Upsample(size=(height, width), mode="bilinear")
    heats = []
    with evaluation_mode(model), torch.enable_grad():
        for i in range(len(images)):
            with cut_at(layer) as found:
                logits = model(images[i : i + 1])[0]
            maps = found["maps"]
            if maps[0, 0].numel() == 1:
                raise ValueError("a single place cannot say where: take a layer further to the front")
            k = int(logits.argmax() if targets is None else targets[i])
            slope = torch.autograd.grad(logits[k], maps)[0][0]
            alpha = slope.flatten(1).mean(1)
            heat = torch.clamp(alpha @ maps.detach()[0].flatten(1), min=0).reshape(1, 1, *maps.shape[2:])
            heat = enlarge(heat)[0, 0]
            top = heat.max()
            heats.append(heat / top if top > 0 else torch.zeros_like(heat))
    return torch.stack(heats)
''')
put(E, "right_one_hot_vector_product", "one-hot rows as grad_outputs, einsum for the sum over channels, the modes put back by hand", '''
import torch
import torch.nn.functional as F


@torch.enable_grad()
def grad_cam(model, layer, images, targets=None):
    layer = model.get_submodule(layer) if type(layer) is str else layer
    modes = [(m, m.training) for m in model.modules()]
    box = {}

    def cut(_module, _args, out):
        box["a"] = a = out.detach().requires_grad_()
        return a.clone()

    handle = layer.register_forward_hook(cut)
    try:
        for m, _ in modes:
            m.training = False
        logits = model(images)
    finally:
        handle.remove()
        for m, mode in modes:
            m.training = mode

    a = box["a"]
    n, _, h, w = a.shape
    if h * w == 1:
        raise ValueError(f"{h}x{w} places are too few for Grad-CAM; use an earlier layer")
    k = logits.argmax(1) if targets is None else targets
    wanted = F.one_hot(k, logits.shape[1]).to(logits)
    grads = torch.autograd.grad(logits, a, grad_outputs=wanted)[0]
    with torch.no_grad():
        cam = torch.einsum("ncij,nchw->nhw", grads, a) / (h * w)
        cam = F.interpolate(F.relu(cam).unsqueeze(1), tuple(images.shape[2:]), mode="bilinear").squeeze(1)
        top = cam.reshape(n, -1).max(dim=1).values.reshape(n, 1, 1)
        return torch.where(top > 0, cam / top, 0.0)
''')

E = "11.show"
IMP = '''import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


''' + BASE + "\n\n"
SHOW = '''def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    heats = grad_cam(model, layer, images, targets)
    n = len(images)
    figure, axes = plt.subplots(2, n, figsize=(1.5 * n, 3.4), squeeze=False, layout="constrained")
    for column in range(n):
        picture = to_rgb(images[column])
        axes[0, column].imshow(picture)
        axes[0, column].set_title(classes[targets[column]], fontsize=9)
        axes[1, column].imshow(picture)
        axes[1, column].imshow(heats[column], cmap="inferno", vmin=0, vmax=1, alpha=0.5)
    for panel in axes.flat:
        panel.set(xticks=[], yticks=[])
    return figure
'''
put(E, "wrong_title_is_the_prediction", "the titles name the predicted classes also where the caller names targets", change(
'''    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    heats''', '''    with evaluation_mode(model), torch.no_grad():
        predictions = model(images).argmax(dim=1)
    heats''', SHOW).replace("classes[targets[column]]", "classes[predictions[column]]"), IMP)
put(E, "wrong_first_target_for_all", "every image's map is asked for alone, but always for the first image's class", '''
def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    figure, axes = plt.subplots(2, len(images), figsize=(1.5 * len(images), 3.5), squeeze=False)
    for i in range(len(images)):
        heat = grad_cam(model, layer, images[i : i + 1], targets[:1])[0]
        axes[0, i].imshow(to_rgb(images[i]))
        axes[0, i].set_title(classes[targets[i]])
        axes[1, i].imshow(to_rgb(images[i]))
        axes[1, i].imshow(heat, cmap="jet", vmin=0, vmax=1, alpha=0.4)
        axes[0, i].axis("off")
        axes[1, i].axis("off")
    return figure
''', IMP)
put(E, "wrong_still_normalised", "the picture is drawn without undoing the normalisation, so most of its values are cut off",
    change("picture = to_rgb(images[column])", "picture = images[column].permute(1, 2, 0).clamp(0, 1)", SHOW), IMP.replace("from resnet_ref.load_data import to_rgb\n", ""))
put(E, "wrong_only_the_first_eight", "the grid has room for eight images, and the others are left out", '''
def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    heats = grad_cam(model, layer, images, targets)
    figure, axes = plt.subplots(2, 4, figsize=(8, 4.5), layout="constrained")
    for panel, image, heat, target in zip(axes.flat, images, heats, targets):
        panel.imshow(to_rgb(image))
        panel.imshow(heat, cmap="inferno", vmin=0, vmax=1, alpha=0.5)
        panel.set_title(classes[target])
    for panel in axes.flat:
        panel.axis("off")
    return figure
''', IMP)
put(E, "wrong_model_left_in_eval", "the model is put into eval mode for the prediction and never put back", change(
'''        with evaluation_mode(model), torch.no_grad():
            targets''', '''        model.eval()
        with torch.no_grad():
            targets''', SHOW), IMP)
put(E, "right_blended_picture", "picture and map are blended into one RGB picture, as with OpenCV, beside the picture itself", '''
def show_gradcam_grid(model, layer, images, classes, targets=None):
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    heats = grad_cam(model, layer, images, targets).numpy()
    colours = plt.get_cmap("jet")
    figure, axes = plt.subplots(len(images), 2, figsize=(4, 2 * len(images)), squeeze=False)
    for (left, right), image, heat, k in zip(axes, images, heats, targets.tolist(), strict=True):
        picture = np.asarray(to_rgb(image))
        left.imshow(picture)
        left.set_ylabel(classes[k])
        right.imshow(0.6 * picture + 0.4 * colours(heat)[..., :3])
        right.set_title(f"why {classes[k]}?")
        for panel in (left, right):
            panel.set_xticks([])
            panel.set_yticks([])
    return figure
''', IMP.replace("import matplotlib.pyplot as plt\n", "import matplotlib.pyplot as plt\nimport numpy as np\n"))
put(E, "right_figure_side_by_side", "a Figure without pyplot, the map beside the picture and not over it, the classes' names below", '''
def show_gradcam_grid(model, layer, images, classes, targets=None):
    wanted = targets
    if wanted is None:
        with evaluation_mode(model), torch.inference_mode():
            wanted = model(images).max(dim=1).indices
        wanted = torch.tensor(wanted.tolist())
    names = [classes[k] for k in wanted]
    figure = Figure(figsize=(6, 2 * len(images)))
    place = 0
    for name, image, heat in zip(names, images, grad_cam(model, layer, images, wanted), strict=True):
        for what, values in (("picture", to_rgb(image)), ("evidence", heat)):
            place += 1
            panel = figure.add_subplot(len(images), 2, place)
            panel.set_xlabel(f"{what}: {name}")
            panel.imshow(values, **({} if what == "picture" else {"cmap": "gray", "vmin": 0, "vmax": 1}))
    return figure
''', IMP.replace("import matplotlib.pyplot as plt\nimport torch\nimport torch.nn.functional as F\n", "import torch\nimport torch.nn.functional as F\nfrom matplotlib.figure import Figure\n"))
