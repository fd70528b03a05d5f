# %% [markdown]
# # 10 · Looking inside
#
# **You will write** an instrument: `capture_activations`, which listens to any layer of any network while it runs, and
# leaves no trace. Then `normalize_for_display`, which turns what it heard into something to look at, and three
# figures: feature maps, filters and weights. With these you look at a trained network and an untrained one side by
# side, and ask single channels which pictures they like best.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points}: the instrument 3, the values 2, the figures 1 |
# | You need | the blocks (lessons 04 and 05), the network (lesson 06), `evaluation_mode` (lesson 09) |
# | Difficulty | ◆◆◆◇◇, importance ◆◆◆◆◇ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import math
from contextlib import contextmanager

import matplotlib.pyplot as plt
import torch
from matplotlib.patches import FancyBboxPatch
from torch import nn

from autograder import being_graded, check, show
from resnet_ref.cifar10 import CLASSES, LoaderConfig
from resnet_ref.load_data import create_cifar10_loaders, to_rgb
from resnet_ref.modes import evaluation_mode
from resnet_ref.network import ResNet50

_ = torch.manual_seed(0)

# %% [markdown]
# Two networks of the same fifty layers: the trained one of lesson 09, and one with the random weights that every
# network starts from. What the first has and the second has not was learnt. (The second one's BatchNorms have seen
# nothing either: in eval mode they pass everything on as it is.)

# %%
untrained = ResNet50(width=16).eval()
try:
    model = ResNet50.from_pretrained()
except FileNotFoundError as missing:
    print(missing, "Until then the pictures below are those of two networks that were never trained.")
    model = ResNet50(width=16).eval()

batches = list(create_cifar10_loaders(LoaderConfig(batch_size=100)).test)
if being_graded():
    # Graders look at your functions, not at the network.
    batches = [(some[:20], classes[:20]) for some, classes in batches[:1]]
images = torch.cat([some for some, _ in batches])
labels = torch.cat([some for _, some in batches])
print(f"{len(images):,} test pictures: {list(images.shape)}")

# %% [markdown]
# ## What a layer gives
#
# `model(images)` gives logits [N, 10], and all that was computed on the way is gone. To see what a layer in the middle
# gave, one could rewrite `forward`; but not in a network that somebody else wrote. PyTorch has a better way, a
# **hook**: a function that it calls each time a module has run. Hooks were at work in lessons 04 and 06 already.

# %% jupyter={"source_hidden": true}
figure, axes = plt.subplots(figsize=(10, 2.3), layout="constrained")
axes.set(xlim=(-0.9, 9.6), ylim=(-0.5, 1.8))
axes.axis("off")
parts = ["conv1, bn1,\nrelu", "layer1", "layer2", "layer3", "layer4", "avgpool, fc"]
for place, part in enumerate(parts):
    x = 1.5 * place
    axes.add_patch(FancyBboxPatch((x, -0.3), 1, 0.6, boxstyle="round,pad=0.05", facecolor="#dce9f5"))
    axes.text(x + 0.5, 0, part, ha="center", va="center", fontsize=9)
    axes.annotate("", (x - 0.05, 0), (x - 0.45, 0), arrowprops={"arrowstyle": "-|>", "color": "black"})
axes.annotate("", (9, 0), (8.6, 0), arrowprops={"arrowstyle": "-|>", "color": "black"})
axes.text(-0.5, 0, "picture", ha="right", va="center")
axes.text(9.05, 0, "logits", va="center")
axes.annotate(
    "", (4.25, 1.2), (4.25, 0.05), arrowprops={"arrowstyle": "-|>", "linestyle": "--", "color": "black"}
)
axes.text(4.35, 0.75, "hook: a copy", fontsize=9, va="center")
axes.text(4.25, 1.5, 'activations["layer2"]', ha="center", va="center", family="monospace")
show(
    figure,
    "The network as a row of boxes from picture to logits: stem, layer1 to layer4, head. From the arrow behind layer2 a "
    "dashed one leads up, labelled as a hook, to a copy named activations of layer2.",
)

# %% [markdown]
# **Names.** Every module inside a model has a name, its path from the outside: the attribute's name, then a dot, then
# the name inside, and so on. `model.named_modules()` goes through all of them, and
# `model.get_submodule("layer1.0.conv2")` gives the one of that name, or raises an error if there is none. That error
# is worth something: whoever mistypes a name should learn it at once, and not wonder later at an empty picture.
#
# The names of this network are torchvision's: `conv1`, `bn1` and `relu` are the stem, `layer1` to `layer4` the four
# stages, `fc` is the linear layer. Inside a stage, blocks are numbered from 0, and inside a block the layers are
# `conv1`, `bn1` and so on up to `bn3`, with one `relu` that runs three times.
#
# **Predict, then run.** Can a layer be found by the end of its name? How many modules of ResNet-50 have a name that
# ends in `conv1`?

# %%
names = [name for name, _ in model.named_modules()]
print(f"{len(names)} names, for example {names[1:9]} and {names[-3:]}")
print(sum(name.endswith("conv1") for name in names), "end in conv1: the stem's and one for each block")

# %% [markdown]
# **The hook** is a function of three arguments: the module, its inputs (a tuple) and its output.
# `register_forward_hook` puts it on a module and returns a *handle*; `handle.remove()` takes it away again. If the
# hook returns anything but None, PyTorch puts that in the place of the module's output. A listener returns nothing.

# %%
small = nn.Sequential(nn.Conv2d(3, 4, kernel_size=3), nn.ReLU())


def report(module, inputs, output):
    """Say what went in and what came out."""
    print(f"{type(module).__name__}: {list(inputs[0].shape)} became {list(output.shape)}")


handle = small[0].register_forward_hook(report)
_ = small(images[:2])
handle.remove()
_ = small(images[:2])  # nobody listens any more

# %% [markdown]
# **One hook for each name.** Several layers need several hooks, each of which stores under a name of its own. A
# function made in a loop looks a variable up when it *runs*, not when it is made; and by then the loop is over.
#
# **Predict, then run.** What do the first three functions print, and what the other three?

# %%
late = []
for name in ("layer1", "layer2", "layer3"):
    late.append(lambda: name)  # noqa: B023 (the mistake that this cell is about)
print([function() for function in late])


def remember(name):
    """A function that knows the name it was made for."""

    def say():
        return name

    return say


print([remember(name)() for name in ("layer1", "layer2", "layer3")])

# %% [markdown]
# Every call of `remember` has a `name` of its own, and the inner function keeps it. Make your hooks in the same way.
#
# ## A copy, not the thing itself
#
# The output that a hook is handed belongs to the network, which goes on computing with it. `nn.ReLU(inplace=True)`,
# which ResNets use to save memory, writes its result *into* its input. Let a BatchNorm give $(-1, 2)$,
# with such a ReLU behind it: whoever kept the BatchNorm's output without copying it finds $(0, 2)$ there.
#
# Two methods, and you need both:
#
# | | cuts the graph of the backward pass | has memory of its own |
# |---|---|---|
# | `x.detach()` | yes | no: the same numbers under another name |
# | `x.clone()` | no | yes |
# | `x.detach().clone()` | yes | yes |
#
# A copy that still hangs on the graph would keep the whole forward pass in memory, for as long as anybody holds it.
#
# **Predict, then run.** A hook on a BatchNorm keeps its output twice, detached, and detached and cloned. In which of
# the two is the smallest value 0?

# %%
pair = nn.Sequential(nn.BatchNorm2d(3), nn.ReLU(inplace=True)).eval()
kept = {}
handle = pair[0].register_forward_hook(
    lambda module, inputs, output: kept.update(shared=output.detach(), copy=output.detach().clone())
)
with torch.no_grad():
    pair(images[:1])
handle.remove()
print({name: round(values.min().item(), 2) for name, values in kept.items()})

# %% [markdown]
# ## Hooks that take themselves away
#
# A hook that stays behind is called in every later forward pass, of anybody. So the instrument is a **context
# manager**, such as `evaluation_mode` of lesson 09: it puts its hooks on when the `with` block begins, and takes them
# away when it ends. This is how it will be used:
#
# ```python
# with capture_activations(model, ["layer1", "layer4.0.conv2"]) as activations:
#     model(images)
# ```
#
# After that `activations["layer1"]` is [N, 64, 32, 32], and it is still there when the block has ended.
#
# `@contextmanager` of Python's `contextlib` makes a context manager of a function that contains one `yield`. What
# stands before the `yield` runs when the block begins; the value of the `yield` is what `as` gets; what stands behind
# it runs when the block has ended.
#
# **Errors.** If the block raises an error, it comes out *at the yield*, as if the `yield` itself had failed, and lines
# behind it are not reached. Under `finally` they are (lesson 07), and the error then travels on, as it should.
#
# **Predict, then run.** Which lines are printed?


# %%
@contextmanager
def careless():
    """Clean up behind the yield."""
    yield
    print("careless: cleaned up")


@contextmanager
def careful():
    """Clean up in any case."""
    try:
        yield
    finally:
        print("careful: cleaned up")


for manager in (careless, careful):
    try:
        with manager():
            raise RuntimeError("something went wrong inside the block")
    except RuntimeError as error:
        print(f"{manager.__name__}: {error}")

# %% [markdown]
# The same goes for an error of your own. If the second of three names does not exist, the first hook must not stay
# behind: find all the layers before you put on the first hook.
#
# **A bystander** does not interfere. Other people's hooks stay where they are: remove your handles, and nothing else.
# And mode, gradients and results are the business of whoever runs the model: somebody may want to *train* inside the
# block and only watch. So no `eval()` and no `no_grad()` here.


# %% nbgrader={"grade_id": "write-10-capture_activations"}
@contextmanager
def capture_activations(model, layer_names):
    """Keep what the named layers give while the `with` block runs the model.

    Args:
        model: any module; its hooks are afterwards what they were, also after an error.
        layer_names: list of names as in model.named_modules().

    Yields:
        dict from name to a detached copy of the layer's output; empty at first, and filled as the layers run. If a layer
        runs several times, the last output is kept.

    Raises:
        an error, of any type, where the model has no layer of that name.
    """
    ### BEGIN SOLUTION
    layers = {name: model.get_submodule(name) for name in layer_names}
    activations, handles = {}, []

    def keep_as(name):
        def keep(module, inputs, output):
            activations[name] = output.detach().clone()

        return keep

    try:
        for name, layer in layers.items():
            handles.append(layer.register_forward_hook(keep_as(name)))
        yield activations
    finally:
        for handle in handles:
            handle.remove()
    ### END SOLUTION


# %% nbgrader={"grade_id": "10-capture_activations"}
check("10.capture_activations")

# %% [markdown]
# {hints:10.capture_activations}

# %% [markdown]
# Listen to the trained network. Every stage ends in a ReLU, which makes zeros of all that is negative.
#
# **Predict, then run.** From stage to stage, will the share of zeros grow or shrink? (What should a channel say that
# looks for wheels, where there are none?)

# %%
STAGES = ["relu", "layer1", "layer2", "layer3", "layer4"]  # "relu" is the stem's, before the first block
for title, network in (("trained", model), ("untrained", untrained)):
    with capture_activations(network, STAGES) as activations, torch.no_grad():
        network(images[:100])
    zeros = {name: (values == 0).float().mean() for name, values in activations.items()}
    print(f"{title:>9}: " + ", ".join(f"{name} {share:.0%}" for name, share in zeros.items()))
print("shapes:", {name: list(values.shape) for name, values in activations.items()})

# %% [markdown]
# <details><summary>What you see</summary>
#
# In the trained network most of the last stage's values are exactly 0: each of its 512 channels says something at a
# few places of a few pictures, and else is silent. A random network's channels have nothing special to wait for.
#
# </details>

# %% [markdown]
# ## Values to look at
#
# A channel of an activation is a small picture in grey, but its values have no fixed range. In one channel they lie
# between 0 and 0.3, in the next between 100 and 140. `imshow` should get values in 0..1, so stretch *each channel by
# itself*: its smallest value becomes 0, its largest 1.
#
# $$y = \frac{x - \min}{\max - \min}$$
#
# A **number for paper**: the channel $(100, 110, 140)$ becomes $(0, 0.25, 1)$.
#
# For a tensor [C, H, W] this takes one minimum for each channel: the dimensions to get rid of are H and W, 1 and 2.
# `x.amin(dim=(1, 2), keepdim=True)` is the smallest value over both, [C, 1, 1], which can be subtracted from [C, H,
# W]; `x.amax` is the largest. (Lesson 09 told what happens without `keepdim`.)
#
# **A constant channel** has $\max = \min$, and the formula asks for 0 / 0. This is no rare case: a channel that finds
# nothing in a picture is 0 everywhere. It should give 0, never `nan`. `torch.where(condition, a, b)` takes `a` where
# the condition holds, and else `b`. Dividing by 1 instead of 0 is enough, since what is left to divide is 0.
#
# The tensor that you are handed stays as it is: make a new one.
#
# **Predict, then open.** What becomes of the picture if one minimum and one maximum are taken over the whole tensor?
#
# <details><summary>Answer</summary>
#
# The loudest channel uses the whole range, and a channel with values from 0 to 0.3 beside one that reaches 140 is
# black all over. You would think that it found nothing.
#
# </details>


# %% nbgrader={"grade_id": "write-10-normalise"}
def normalize_for_display(tensor):
    """Stretch each channel to 0..1, however small its range; a constant channel becomes 0.

    Args:
        tensor: float [C, H, W]; is not changed.

    Returns:
        a new tensor of the same shape.
    """
    ### BEGIN SOLUTION
    lowest = tensor.amin(dim=(1, 2), keepdim=True)
    span = tensor.amax(dim=(1, 2), keepdim=True) - lowest
    return (tensor - lowest) / torch.where(span > 0, span, 1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "10-normalise"}
check("10.normalise")

# %% [markdown]
# {hints:10.normalise}

# %% [markdown]
# ## Feature maps, filters and weights
#
# Three figures, and each of them shows one sort of tensor. The tools of matplotlib are those of lesson 09; new is
# `panel.hist(values, bins=80, log=True, histtype="stepfilled")`, which counts how many values fall into each of 80 bins
# and draws the counts on a logarithmic scale, as one area (80 single bars take longer to draw).
#
# **Feature maps** are what a layer gives for *one* picture: [1, C, h, w]. The network wants a batch, and `image[None]`
# is a batch of one. The maps should be those of eval mode, in which a picture does not depend on its company, and
# afterwards the model should be as it was: `evaluation_mode` and `no_grad` belong in *this* function.
#
# **Filters** are the weights of the first convolution, [C, 3, k, k]: each of the C filters is a small picture in
# colours. (Only the first convolution's: later ones look at dozens of channels, and nobody has colours for them.) The
# first one of a model is `next(m for m in model.modules() if isinstance(m, nn.Conv2d))`; `next` takes the first thing
# that comes. A weight is a parameter, part of the graph of every forward pass; `weight.detach()` has the same numbers
# without the graph, and can be drawn. Its memory is still the network's: do not write into it.
#
# Stretch each filter as a *whole*. If red, green and blue were stretched one by one, a grey filter would come out in
# colours. `weight.flatten(2)` is [C, 3, k*k], and if `normalize_for_display` gets that, it takes each filter for a
# channel. `.reshape(weight.shape)` brings [C, 3, k, k] back.
#
# **Predict, then open.** `imshow` wants [k, k, 3]. Will `filter.reshape(k, k, 3)` do, as well as `filter.permute(1, 2,
# 0)`?
#
# <details><summary>Answer</summary>
#
# Both have the right shape, and only the second is right. `permute` moves whole dimensions. `reshape` leaves the order
# of the values in memory as it is and cuts it up differently, so that three neighbours in a row of red become one
# pixel.
#
# </details>
#
# **Histograms** count all weights of a layer, whatever their place: `weight.flatten()`. Which layers? Those that
# multiply: `nn.Conv2d` and `nn.Linear`. ResNet-50 has 54 of them, with the projections. A panel for each is too much,
# so put those together that begin with the same name: `name.split(".")[0]` of `layer3.2.conv1` is `layer3`.
# `parts.setdefault(key, []).append(x)` puts x into the list of that key in a dict, and begins the list where there is
# none yet; `torch.cat` joins a list. The **standard deviation** in the title makes the panels easy to compare:
# `values.std()`.


# %% nbgrader={"grade_id": "write-10-show"}
def show_feature_maps(model, image, layer_name, n=16):
    """The first n channels of what a layer makes of a picture; best beside it, and each stretched to its own 0..1.

    Args:
        model: takes [1, 3, H, W]; runs in eval mode; its modes and hooks are afterwards what they were.
        image: [3, H, W], normalised as in lesson 01.
        layer_name: of a layer that gives maps [1, C, h, w].
        n: channels at most.

    Returns:
        a figure.
    """
    ### BEGIN SOLUTION
    with capture_activations(model, [layer_name]) as activations, evaluation_mode(model), torch.no_grad():
        model(image[None])
    maps = activations[layer_name][0]
    shown = normalize_for_display(maps[:n])
    height = math.ceil((len(shown) + 1) / 8)
    figure, axes = plt.subplots(
        height, 8, figsize=(10, 1.45 * height + 0.4), squeeze=False, layout="constrained"
    )
    for panel in axes.flat:
        panel.axis("off")
    axes.flat[0].imshow(to_rgb(image))
    axes.flat[0].set_title("picture", fontsize=9)
    for channel, (panel, values) in enumerate(zip(axes.flat[1:], shown, strict=False)):
        panel.imshow(values, cmap="gray", vmin=0, vmax=1)
        panel.set_title(f"channel {channel}", fontsize=9)
    figure.suptitle(f"{layer_name}: {len(shown)} of {len(maps)} channels, {maps.shape[1]}x{maps.shape[2]}")
    return figure
    ### END SOLUTION


def show_first_conv_filters(model, n=64):
    """The first n filters of the model's first convolution, as pictures in 0..1; best each stretched as a whole.

    Args:
        model: its first convolution looks at three channels; its weights are not changed.
        n: filters at most.

    Returns:
        a figure.
    """
    ### BEGIN SOLUTION
    weight = next(m for m in model.modules() if isinstance(m, nn.Conv2d)).weight.detach()
    filters = normalize_for_display(weight.flatten(2)).reshape(weight.shape).permute(0, 2, 3, 1)[:n]
    height = math.ceil(len(filters) / 8)
    figure, axes = plt.subplots(
        height, 8, figsize=(8, 1.2 * height + 0.3), squeeze=False, layout="constrained"
    )
    for panel in axes.flat:
        panel.axis("off")
    for number, (panel, values) in enumerate(zip(axes.flat, filters, strict=False)):
        panel.imshow(values)
        panel.set_title(f"{number}", fontsize=9)
    return figure
    ### END SOLUTION


def plot_weight_histograms(model):
    """Histograms that count all convolution and linear weights; best in a panel for each part of the model.

    Args:
        model: has at least one convolution or linear layer; its parts are its direct children.

    Returns:
        a figure.
    """
    ### BEGIN SOLUTION
    parts = {}
    for name, module in model.named_modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            parts.setdefault(name.split(".")[0], []).append(module.weight.detach().flatten())
    height = math.ceil(len(parts) / 3)
    figure, axes = plt.subplots(height, 3, figsize=(9, 2.3 * height), squeeze=False, layout="constrained")
    for panel in axes.flat[len(parts) :]:
        panel.axis("off")
    for panel, (part, weights) in zip(axes.flat, parts.items(), strict=False):
        values = torch.cat(weights)
        panel.hist(values.numpy(), bins=80, log=True, histtype="stepfilled")
        panel.set_title(f"{part}: std {values.std():.2g}", fontsize=10)
        panel.set(xlabel="weight", ylabel="how many")
    return figure
    ### END SOLUTION


# %% nbgrader={"grade_id": "10-show"}
check("10.show")

# %% [markdown]
# {hints:10.show}

# %% [markdown]
# Here is your first figure, of the trained network's first stage.

# %%
picture, name = images[2], CLASSES[labels[2]]
show(
    show_feature_maps(model, picture, "layer1", n=15),
    f"A test picture ({name}) and the first 15 channels of the trained network's layer1, in grey, 32x32 pixels each.",
)

# %% [markdown]
# ## What it is good for: what was learnt
#
# ### The weights
#
# **Predict, then run.** The first convolution's filters are 3x3 pixels small. What could a trained one look for, in so
# few pixels? And can you tell a trained filter from a random one by eye?

# %%
for title, network in (("trained", model), ("untrained", untrained)):
    figure = show_first_conv_filters(network)
    figure.suptitle(title)
    weight = network.conv1.weight.detach()
    neighbours = torch.stack([weight[..., :-1].flatten(), weight[..., 1:].flatten()])
    alike = torch.corrcoef(neighbours)[0, 1]  # 1: always the same, 0: nothing to do with each other
    show(
        figure,
        f"The {len(weight)} filters of the first convolution of the {title} network, each 3x3 pixels in colours. The "
        f"correlation between neighbours in a row is {alike:.2f}.",
    )
    print(f"{title}: correlation between neighbours in a row {alike:.2f}")

# %% [markdown]
# **Predict, then run.** Random weights come from a normal distribution, whose bell becomes a parabola on a logarithmic
# scale. Two things worked on them in training: the gradient, and weight decay (lesson 08), which pulls all of them
# towards zero. Will the trained weights be larger or smaller than the random ones, and will their histograms look
# different?

# %%
for title, network in (("trained", model), ("untrained", untrained)):
    figure = plot_weight_histograms(network)
    figure.suptitle(title)
    panels = [panel.get_title() for panel in figure.axes if panel.get_title()]
    show(
        figure,
        f"Histograms of the {title} network's weights by part, counts on a logarithmic scale. {'; '.join(panels)}.",
    )

# %% [markdown]
# <details><summary>What you see</summary>
#
# In a random filter every pixel has a colour of its own. In a trained one neighbours are alike, and the filter has a
# shape: one colour against another, or light on one side and dark on the other, an **edge**, as in the hand-made
# kernels of lesson 02. At nine pixels it is hard to say more. With the 7x7 filters of a network that was trained on
# large photographs, edges and colours are plain to see (Zeiler and Fergus, figure 5).
#
# The histograms say much less. In the four stages the trained weights are smaller: decay pulled, and it cost the
# network nothing, since the BatchNorm behind each convolution divides by whatever deviation comes out. But it is a
# hump before and a hump after. (No clean parabola even before: the layers of a stage have different widths, so several
# bells lie over each other.) What was learnt is not in how large the weights are but in *which of them go together*, and
# a histogram cannot show that. (It does show that something is wrong: values that are not numbers, a part that
# never moved, a layer whose weights have all gone to zero. And `fc`, which is no convolution, was started by PyTorch
# in another way: evenly spread between two limits.)
#
# </details>
#
# ### A picture on its way
#
# In lesson 06 a picture went through a network of random weights. Here it goes through both. Of each layer you see the
# five channels that vary most over the picture.
#
# **Predict, then run.** In which of the two will you recognise the picture for longer? Is that the better network?

# %%
figure, axes = plt.subplots(len(STAGES), 11, figsize=(10, 5), layout="constrained")
for first, title, network in ((0, "trained", model), (6, "untrained", untrained)):
    with capture_activations(network, STAGES) as activations, torch.no_grad():
        network(picture[None])
    for line, layer in zip(axes, STAGES, strict=True):
        maps = activations[layer][0]
        liveliest = maps.flatten(1).std(dim=1).argsort(descending=True)[:5]
        shown = normalize_for_display(maps[liveliest])
        for panel, values in zip(line[first : first + 5], shown, strict=True):
            panel.imshow(values, cmap="gray", vmin=0, vmax=1)
        line[0].set_ylabel(f"{layer}\n{maps.shape[1]}x{maps.shape[2]}", fontsize=9)
    axes[0, first + 2].set_title(title)
for panel in axes.flat:
    panel.set(xticks=[], yticks=[])
for panel in axes[:, 5]:
    panel.axis("off")
axes[0, 5].imshow(to_rgb(picture))
axes[0, 5].set_title("picture", fontsize=9)
show(
    figure,
    f"A test picture ({name}) between two blocks of maps: on the left five channels of the trained network, on the "
    "right five of the untrained one, from the stem's 32x32 pixels at the top to layer4's 4x4 at the bottom.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# The random network hands the picture on: through its shortcuts, blurred by random filters, and smaller from stage to
# stage. The trained one first takes it apart, into edges and areas of one colour, and then gives up more and more of
# what it looks like. In the end a channel says no more than roughly where it has found something, in 4x4 pixels. To
# recognise the picture for longer is no merit here: the network is paid for telling cats from dogs, and everything
# else about the picture may go.
#
# </details>
#
# ### What a channel likes
#
# What does a spot in a channel of the last stage mean? Ask the channel. Show it all test pictures, take from each the
# mean of its map, a single number, and look for the pictures with the largest: its **favourites**. If a channel has
# learnt to look for a class, its favourites should be of that class.
#
# `values.topk(20, dim=0).indices` of [M, C] gives for each channel the numbers of its 20 favourites, [20, C].


# %%
def answers(network):
    """How much each channel of each stage says about each picture: dict from stage to [M, C]."""
    collected = {layer: [] for layer in STAGES}
    with torch.no_grad():
        for some, _ in batches:
            with capture_activations(network, STAGES) as activations:
                network(some.to(memory_format=torch.channels_last))  # faster, as in lesson 07
            for layer, values in activations.items():
                collected[layer].append(values.mean(dim=(2, 3)))
    return {layer: torch.cat(rows) for layer, rows in collected.items()}


def shares(values, count):
    """Share of each class among each channel's `count` favourites: [10, C]."""
    classes = labels[values.topk(count, dim=0).indices]
    alive = values.amax(dim=0) > 0  # a channel that never says anything has no favourites
    return torch.stack([(classes == k).float().mean(dim=0) * alive for k in range(len(CLASSES))])


said = {title: answers(network) for title, network in (("trained", model), ("untrained", untrained))}
horse = CLASSES.index("horse")
rows = [("trained", layer) for layer in STAGES] + [("untrained", "layer4")]
figure, axes = plt.subplots(len(rows), 10, figsize=(10, 7), layout="constrained")
lines = []
for line, (title, layer) in zip(axes, rows, strict=True):
    values = said[title][layer]
    channel = shares(values, 10)[horse].argmax().item()
    favourites = values[:, channel].topk(10).indices
    count = int((labels[favourites] == horse).sum())
    lines.append(f"{title} {layer}: {count} of 10")
    line[0].set_ylabel(
        f"{title} {layer}\nchannel {channel}\n{count} of 10", rotation=0, ha="right", va="center"
    )
    for panel, favourite in zip(line, favourites, strict=True):
        panel.imshow(to_rgb(images[favourite]))
        panel.set_title(CLASSES[labels[favourite]], fontsize=8, pad=2)
        panel.set(xticks=[], yticks=[])
show(
    figure,
    "For each stage the channel with the most horses among its favourites, and its ten favourite test pictures under "
    f"their classes. Horses among them: {'; '.join(lines)}.",
)

# %% [markdown]
# The channels were *chosen* for their horses, the best one of each stage, and whoever may choose among 512 finds a
# good one even where nothing was learnt. What the choice alone does, the untrained network shows; so do it for all
# classes, in both.
#
# **Predict, then run.** For each class take the channel with the most pictures of it among its 20 favourites, and
# average that share over the ten classes. How does it grow with depth, in each network?

# %%
figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
described = []
for title, style in (("trained", "o-"), ("untrained", "s--")):
    best = [shares(said[title][layer], 20).amax(dim=1) for layer in STAGES]
    curve = [values.mean().item() for values in best]
    axes.plot(
        [f"{layer}\n{values.shape[1]} channels" for layer, values in said[title].items()],
        curve,
        style,
        label=title,
    )
    described.append(f"{title} from {curve[0]:.0%} in the stem to {curve[-1]:.0%} in layer4")
    found = ", ".join(f"{name} {share:.0%}" for name, share in zip(CLASSES, best[-1], strict=True))
    print(f"{title}, the best channel of layer4 for each class: {found}")
axes.axhline(0.1, color="gray", linestyle=":", label="any picture at random")
axes.set(ylabel="share of the class", ylim=(0, 1.03))
axes.legend()
show(
    figure,
    f"Share of a class among the favourites of the best channel for it, averaged over classes: {' and '.join(described)}.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# In the stem the two networks are alike: a channel there likes bright pictures, or blue ones, and that goes a little
# way with some classes (much sky is an airplane). From stage to stage the trained network's channels come to like *one
# class*, and in layer4 nearly every class has a channel of its own. Nobody told a channel which class to look for. The
# random network stays close to where it began, however deep it is and however many channels there are to choose from.
#
# A favourite says what a channel answers to, and not yet that the network *uses* it, nor where in the picture it
# looks. That is for the next lesson.
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - what a forward hook is handed, and what happens to the value that it returns;
# - why `detach` is not enough beside an in-place ReLU, and `clone` not without `detach`;
# - why a context manager needs `finally`, and what else a good bystander leaves alone;
# - why each channel gets a scale of its own, and what a constant channel would do to you;
# - how weights, maps and favourite pictures of a trained network differ from those of a random one, and why a random one
#   belongs beside every such picture.
#
# ## Further reading
#
# - M. D. Zeiler, R. Fergus: *Visualizing and Understanding Convolutional Networks*, ECCV 2014, arXiv:1311.2901: what
#   channels of each layer like, and where.
# - J. Yosinski, J. Clune, A. Nguyen, T. Fuchs, H. Lipson: *Understanding Neural Networks Through Deep Visualization*, 2015,
#   arXiv:1506.06579.
# - D. Bau, B. Zhou, A. Khosla, A. Oliva, A. Torralba: *Network Dissection: Quantifying Interpretability of Deep Visual
#   Representations*, CVPR 2017, arXiv:1704.05796: how to count what channels have learnt to look for.
# - C. Olah, A. Mordvintsev, L. Schubert: *Feature Visualization*, Distill 2017, doi:10.23915/distill.00007: pictures made to
#   please a channel.
# - PyTorch documentation, `torch.nn.Module.register_forward_hook`.
