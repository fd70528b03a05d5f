# %% [markdown]
# # 11 · Where the network looked
#
# **You will write** `grad_cam`, which asks a trained network *where* in a picture it found its answer, and
# `show_gradcam_grid`, which draws what it says. Then you test the maps themselves: a picture that looks convincing proves
# nothing yet.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points}: the maps 4, the pictures 1 |
# | You need | global average pooling and the head (lesson 06), eval mode (lesson 07), hooks (lesson 10) |
# | Difficulty | ◆◆◆◆◇, importance ◆◆◆◇◇ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import copy

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn

from autograder import being_graded, check, show
from resnet_ref.cifar10 import CLASSES, LoaderConfig, read_split
from resnet_ref.load_data import cifar10_transforms, to_rgb
from resnet_ref.modes import evaluation_mode
from resnet_ref.network import ResNet50

_ = torch.manual_seed(0)

try:
    model = ResNet50.from_pretrained()
except FileNotFoundError as missing:
    print(missing, "The pictures below will be of a network that was never trained.")
    model = ResNet50(width=16).eval()

# %% [markdown]
# `ResNet50.from_pretrained()` is the network that comes with the course: `ResNet50(width=16)`, with weights that were
# trained on all 50,000 training pictures, in eval mode. Its parts are called `conv1`, `layer1` to `layer4` (the four stages)
# and `fc` (the linear layer of the head). Below are the first of the 2,000 test pictures, which it has never seen,
# normalised as in lesson 01, and what it says about them.

# %%
raw, labels = read_split(LoaderConfig(), train=False)
COUNT = 64 if being_graded() else 400
transform = cifar10_transforms(train=False)
images, labels = torch.stack([transform(image) for image in raw[:COUNT]]), labels[:COUNT]
with torch.no_grad():
    predictions = model(images).argmax(dim=1)
print(f"right: {(predictions == labels).float().mean():.0%} of {COUNT} test pictures")

# %% [markdown]
# ## From gradients to a map
#
# The network says "cat". What in the picture made it say so? Look at the end of the network, where the answer is put
# together. After the last stage there are $C$ channels, each a small map. Call $A^c_{ij}$ the value of channel $c$ at the
# place $(i, j)$ of an $h \times w$ map. The head takes the mean of every channel, and the linear layer weighs the means. The
# logit of class $k$ is
#
# $$y_k = b_k + \sum_c w_{kc} \cdot \frac{1}{hw}\sum_{ij} A^c_{ij}
# \;=\; b_k + \sum_{ij} \Bigl(\,\sum_c \frac{w_{kc}}{hw}\, A^c_{ij}\Bigr).$$
#
# On the right we have only added up in another order, and now every place $(i, j)$ has a share of the logit that is its own:
# the number in the brackets. Drawn as a map, these shares say where the logit comes from. That is a *class activation map*
# (CAM), and all it needs is that nothing but a mean and a linear layer follows.
#
# **Grad-CAM** makes it work at *every* layer. Where we do not know a weight $w_{kc}$, we can still ask: how much would the
# logit rise if channel $c$ rose a little at the place $(i, j)$? That is a derivative, and PyTorch knows derivatives. The
# mean over all places is the channel's weight, and the rest stays as it was:
#
# $$\alpha^k_c = \frac{1}{hw} \sum_{ij} \frac{\partial y_k}{\partial A^c_{ij}} \quad (1), \qquad\qquad
# L^k_{ij} = \mathrm{ReLU}\Bigl(\sum_c \alpha^k_c\, A^c_{ij}\Bigr) \quad (2).$$
#
# - One weight per *channel*, not per place: the derivative says which channels matter, and $A^c$ says where they are active.
# - The weights keep their sign. A channel that speaks *against* the class is taken off what others say for it.
# - The ReLU comes last, after the sum over the channels. What is left is the evidence *for* the class; where something else
#   than the class was found, there is 0.
#
# A **number for paper**: two channels of 2x2 places, row by row $(4, 0; 0, 0)$ and $(1, 1; 0, 3)$, and a head of two
# classes with the weights (2, -1) for cat and (-1, 1) for dog, and no bias. The derivative of $y_k$ by *every*
# $A^c_{ij}$ is $w_{kc}/4$, so that is also its mean. The cell draws all of it.


# %% jupyter={"source_hidden": true}
def draw_numbers(panel, values, title, before):
    """Draw a 2x2 map as a table of numbers, the large ones dark, with a sign to its left."""
    top = values.max().item()
    panel.imshow(values, cmap="Blues", vmin=-0.4 * top, vmax=top)
    for (row, column), value in zip(((0, 0), (0, 1), (1, 0), (1, 1)), values.flatten().tolist(), strict=True):
        color = "white" if value > 0.6 * top else "black"
        panel.text(column, row, f"{value:.3g}".replace("-", "−"), ha="center", va="center", color=color)
    panel.set(xticks=[], yticks=[])
    panel.set_title(title, fontsize=10)
    panel.text(-0.12, 0.5, before, transform=panel.transAxes, ha="right", va="center", fontsize=11)


channels = torch.tensor([[[4.0, 0.0], [0.0, 0.0]], [[1.0, 1.0], [0.0, 3.0]]])
rows = {"cat": torch.tensor([0.5, -0.25]), "dog": torch.tensor([-0.25, 0.25])}
figure, axes = plt.subplots(2, 5, figsize=(11.5, 3.6), gridspec_kw={"wspace": 0.95, "hspace": 0.35})
for line, (animal, alpha) in zip(axes, rows.items(), strict=True):
    shares = (alpha[:, None, None] * channels).sum(0)
    signed = [f"{value:+.2f}".replace("-", "−") for value in alpha.tolist()]
    draw_numbers(line[0], channels[0], "channel 1", f"{animal}:  {signed[0]} ×")
    draw_numbers(line[1], channels[1], "channel 2", f"{signed[1]} ×")
    draw_numbers(line[2], shares, f"sum: logit {shares.sum():.2f}", "=")
    draw_numbers(line[3], shares.relu(), "after the ReLU", "→")
    draw_numbers(line[4], shares.relu() / shares.max(), "divided by its largest", "→")
show(
    figure,
    "Grad-CAM in numbers. Two channels of 2x2 places are multiplied by their weights and added, negative sums become "
    "0, and the rest is divided by its largest value. For cat the place at the top left is left, for dog the two "
    "places on the right, the lower one with 1 and the upper one with a third.",
)

# %% [markdown]
# The four numbers under "sum" add up to the logit, as the formula promised. The same two channels say "top left" when asked
# about the cat, and "below on the right" when asked about the dog.
#
# **The class to explain** is the caller's choice, one per image. Where nobody names one, it is the class that the network
# predicts, for *each* image its own. What is differentiated is its **logit**, before the softmax.
#
# **Predict, then open.** Why not the probability?
#
# <details><summary>Answer</summary>
#
# A probability can rise for two reasons: because more speaks for the class, or because less speaks for another. Its
# derivative mixes the two, and a map for "cat" would light up where the network sees no dog. Besides, a network that is
# sure has a probability near 1, which hardly changes with anything, so its derivative is next to nothing.
#
# </details>
#
# **Predict, then run.** Let PyTorch check the paper. `torch.autograd.grad(number, tensor)` gives back the derivative of a
# number by a tensor, in a tuple. Unlike `backward()` it writes nothing into anybody's `.grad`. What is printed for the cat?

# %%
activations = channels.clone().requires_grad_()
head = torch.tensor([[2.0, -1.0], [-1.0, 1.0]])  # [classes, channels]
logits = head @ activations.mean(dim=(1, 2))
(gradient,) = torch.autograd.grad(logits[0], activations)
print(f"logit {logits[0].item():.2f}, derivative {tuple(gradient.shape)}:\n{gradient}")

# %% [markdown]
# ## Reading a layer while the network runs
#
# We need two things of the layer: what it gave, and how the logit changes with it. A forward hook (lesson 10) stands in the
# middle of the forward pass: `module.register_forward_hook(hook)` makes PyTorch call `hook(module, given, output)` each time
# the module has run. In lesson 10 the hook returned nothing. Now use the other half of the rule: **if the hook returns
# something, the network goes on with that instead of the output.**
#
# This is a place to cut the network in two. What comes out of the layer is replaced by a fresh tensor that we hold in our
# hands, and from which alone the derivative is asked:
#
# - `output.detach()` has the same values, and no memory of how they were computed;
# - `.requires_grad_()` on it says: remember what is computed *from here on*. Whether the weights of the model are frozen
#   does not matter then, since it is not they who ask for the derivative;
# - what the hook returns is a **copy**, `.clone()`. ReLUs often work *in place*: they write their result over their
#   input, to save memory, and `detach()` shares its memory with what it was made of. The next ReLU would paint over what
#   you kept.
#
# After the forward pass, `torch.autograd.grad` asks for the derivative of the logit by the tensor that you kept.
#
# The caller may pass the layer itself, `model.layer4`, or its name as a string. `model.get_submodule("layer4.0.conv2")`
# finds a module by its name, also one inside others.
#
# **Predict, then run.** Two layers, the second a ReLU that works in place. The first one's output is kept three ways. Which
# of the three still holds the $-2$?

# %%
kept = {}


def keep_three_ways(module, given, output):
    kept.update(
        {"as it is": output, "detached": output.detach(), "detached, copied": output.detach().clone()}
    )


layers = nn.Sequential(nn.Identity(), nn.ReLU(inplace=True))
layers[0].register_forward_hook(keep_three_ways)
layers(torch.tensor([1.0, -2.0]))
for how, values in kept.items():
    print(f"{how:<17} {values.tolist()}")

# %% [markdown]
# ## As large as the image
#
# The map [N, h, w] has the layer's size, 4x4 after the last stage. To lay it over the picture it must have the picture's. In
# **bilinear** interpolation a new value is the mean of the four old ones around it, the nearer the heavier. PyTorch wants
# a channel dimension for that, and the size as (height, width):
#
# `F.interpolate(maps[:, None], size=(H, W), mode="bilinear", align_corners=False)` is [N, 1, H, W]
#
# and then the channel goes away again: `[:, 0]`. Without `mode` you would get squares. (`squeeze()` without a number would
# drop the batch dimension as well when there is only one image.)
#
# ## A scale of its own for every image
#
# How large the values are depends on the layer, the class and the image. To be drawn, each map is divided by its own largest
# value: `maps.amax(dim=(1, 2), keepdim=True)` is [N, 1, 1]. The scale says nothing across images: a map with a bright spot
# may belong to an answer that the network hardly believes.
#
# There may be nothing that speaks for the class anywhere. Then the map is zero, and so is its largest value, and $0/0$ is no
# number. Such a map stays **all zeros**: divide by at least some tiny number (`.clamp(min=1e-12)`).
#
# One backward pass is enough for the whole batch. In eval mode an image's logits depend on this image alone, so the
# derivative of the *sum* of the chosen logits, one per image, is for every image the derivative of its own. From the
# logits [N, K], `logits.gather(1, targets[:, None])` picks one per row (lesson 08).
#
# ## Leave no trace
#
# Looking must not change the network:
#
# - it is explained in **eval mode**, whatever mode it came in, and afterwards every module is back in the mode in which it
#   was. You wrote that in lesson 07; here it is as a `with` block: `with evaluation_mode(model):`;
# - your **hook** is gone afterwards, also if the forward pass raised an error, and only yours: `register_forward_hook`
#   returns a handle, and `handle.remove()` belongs under `finally`;
# - nobody's **`.grad`**, no weight and no image has changed.
#
# ## Which layer to ask
#
# Late layers know *what* and early layers know *where*. The last stage has channels that stand for whole things, but its map
# is coarse. In the first stage the map is fine, and its channels are edges and colours, which belong to no class. Usually one
# asks the **last layer that still has places**: for this network with its 3x3 stem, at 32 pixels, `layer4` with 4x4.
#
# | stem | `layer1` | `layer2` | `layer3` | `layer4` |
# |---|---|---|---|---|
# | `"cifar"` | 32x32 | 16x16 | 8x8 | 4x4 |
# | `"imagenet"` | 8x8 | 4x4 | 2x2 | **1x1** |
#
# **Predict, then open.** What would Grad-CAM show at `layer4` with the ImageNet stem?
#
# <details><summary>Answer</summary>
#
# One number, upsampled to 32x32 equal numbers, divided by the largest of them: 1 everywhere, or 0 everywhere. It cannot
# tell one place from another, because there is only one. The project that this course grew out of drew such maps: a
# picture with an even tint over it is easily taken for a result.
#
# </details>
#
# So a map of 1x1 is refused, with a `ValueError` that says what to do instead. A map of 1x3 can tell left from right, and is
# accepted.


# %% nbgrader={"grade_id": "write-11-gradcam"}
def grad_cam(model, layer, images, targets=None):
    """How much each place of each image speaks for a class, seen through one layer of the model.

    Computed in eval mode. Modes, hooks, `.grad`, weights and images are afterwards as they were, also after an error.

    Args:
        model: images [N, 3, H, W] -> logits [N, K].
        layer: one of the model's modules, or its name; its output is a map [N, C, h, w].
        images: float [N, 3, H, W].
        targets: int64 [N], the class to explain for each image; the predicted classes if None.

    Returns:
        [N, H, W] in 0..1, each map by its own largest value; all zeros where nothing speaks for the class.

    Raises:
        ValueError: the layer's map is 1x1.
    """
    ### BEGIN SOLUTION
    module = model.get_submodule(layer) if isinstance(layer, str) else layer
    kept = []

    def cut(module, given, output):
        if output.shape[2:] == (1, 1):
            raise ValueError("The layer's map is 1x1 and cannot say where: choose an earlier layer.")
        kept.append(output.detach().requires_grad_())
        return kept[-1].clone()

    handle = module.register_forward_hook(cut)
    try:
        with evaluation_mode(model):
            logits = model(images)
            if targets is None:
                targets = logits.argmax(dim=1)
            score = logits.gather(1, targets[:, None]).sum()
            (gradient,) = torch.autograd.grad(score, kept[-1])
    finally:
        handle.remove()
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    maps = torch.relu((weights * kept[-1].detach()).sum(dim=1))
    maps = F.interpolate(maps[:, None], size=images.shape[2:], mode="bilinear", align_corners=False)[:, 0]
    return maps / maps.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
    ### END SOLUTION


# %% nbgrader={"grade_id": "11-gradcam"}
check("11.gradcam")

# %% [markdown]
# {hints:11.gradcam}

# %% [markdown]
# ### A test that needs no reference
#
# At `layer4` nothing but a mean and a linear layer follows, so there Grad-CAM has to be the class activation map from the
# beginning, which takes no derivative at all: $\sum_c w_{kc} A^c_{ij} / hw$.
#
# **Predict, then run.** How far are the two apart, for the first pictures, with the trained network?

# %%
features = []
handle = model.layer4.register_forward_hook(lambda module, given, output: features.append(output))
with torch.no_grad():
    logits = model(images[:8])
handle.remove()
answers = logits.argmax(dim=1)
shares = (model.fc.weight[answers][:, :, None, None] * features[0]).sum(dim=1).detach() / 16
added_up = shares.sum(dim=(1, 2)) + model.fc.bias[answers].detach()
cam = F.interpolate(shares.relu()[:, None], size=(32, 32), mode="bilinear", align_corners=False)[:, 0]
cam = cam / cam.amax(dim=(1, 2), keepdim=True).clamp(min=1e-12)
print(f"largest difference of the maps: {(cam - grad_cam(model, 'layer4', images[:8])).abs().max():.1e}")
print(f"sum of the 16 shares and the bias {added_up[0]:.4f}, logit {logits[0, answers[0]]:.4f}")

# %% [markdown]
# ## Looking at the maps
#
# A map alone says little: a reader wants to see *what* is in the bright places, and for *which class* the map speaks. So
# for every image: the picture itself, the map laid over it half transparent, and the class's name.
#
# - `to_rgb(image)` undoes the normalisation of lesson 01 and gives [H, W, 3] in 0..1, as matplotlib wants it. A normalised
#   image has values below 0 and above 1, which matplotlib would cut off.
# - `panel.imshow(heat, cmap="inferno", vmin=0, vmax=1, alpha=0.5)` draws a map over what is there already. `vmin` and
#   `vmax` fix the scale; without them a map that is all zeros would get colours of its own.
# - `figure, axes = plt.subplots(2, N, squeeze=False)` gives axes [2, N], also when N is 1.
# - The function **returns the figure**, so that a caller can save it or give it a text.
#
# Where the caller names no targets, the predicted classes are shown, and they have to be predicted in eval mode, like
# everything here.


# %% nbgrader={"grade_id": "write-11-show"}
def show_gradcam_grid(model, layer, images, classes, targets=None):
    """Every image, and over it the Grad-CAM of a class, with the class's name.

    Args:
        model: images [N, 3, H, W] -> logits [N, K]; it predicts in eval mode, and its modes are afterwards as they were.
        layer: one of the model's modules, or its name.
        images: float [N, 3, H, W], normalised as by `cifar10_transforms`.
        classes: K names.
        targets: int64 [N], the class to explain for each image; the predicted classes if None.

    Returns:
        the matplotlib Figure.
    """
    ### BEGIN SOLUTION
    if targets is None:
        with evaluation_mode(model), torch.no_grad():
            targets = model(images).argmax(dim=1)
    maps = grad_cam(model, layer, images, targets)
    size = (1.3 * len(images), 2.9)
    figure, axes = plt.subplots(2, len(images), figsize=size, squeeze=False, layout="constrained")
    for (above, below), image, heat, target in zip(axes.T, images, maps, targets.tolist(), strict=True):
        picture = to_rgb(image)
        above.imshow(picture)
        below.imshow(picture)
        below.imshow(heat, cmap="inferno", vmin=0, vmax=1, alpha=0.5)
        below.set_title(f"for {classes[target]}", fontsize=9)
    for panel in axes.flat:
        panel.set(xticks=[], yticks=[])
    return figure
    ### END SOLUTION


# %% nbgrader={"grade_id": "11-show"}
check("11.show")

# %% [markdown]
# {hints:11.show}

# %% [markdown]
# ## What it is good for: right answers and wrong ones
#
# First one test picture of each class that the network gets right.
#
# **Predict, then run.** What will be bright: the whole animal, a part of it, or what is around it? For a ship, the ship or
# the water?

# %%
right = (predictions == labels).nonzero().flatten()
first_of_each = [right[labels[right] == k][0].item() for k in range(10) if (labels[right] == k).any()]
names = ", ".join(CLASSES[k] for k in labels[first_of_each].tolist())
figure = show_gradcam_grid(model, "layer4", images[first_of_each], CLASSES)
show(
    figure,
    f"Test pictures that the network gets right ({names}), each above the same picture with its Grad-CAM at layer4 laid "
    "over it, bright where it speaks for the class.",
)

# %% [markdown]
# <details><summary>What to look for</summary>
#
# Each map has 4x4 places, stretched to 32x32, so it can point at a head or at a wing, but not at an outline. Do not read
# more out of the shape of a bright spot than sixteen numbers can hold. And look for maps that lie beside the thing: water
# speaks for a ship, and a network that has seen ships on water only has no reason to keep the two apart.
#
# </details>
#
# ### What the map of another class looks like
#
# Now pictures that the network gets wrong. For each of them ask twice: what speaks for the answer it gave, and what would
# have spoken for the right one? One network, one forward pass; only the logit that is differentiated differs.
#
# **Predict, then run.** Will the two maps lie in the same place, or in different ones?


# %%
def overlay(panel, image, heat):
    """Draw a picture in grey, its map over it, and a line around what is above half of the brightest."""
    panel.imshow(to_rgb(image).mean(2), cmap="gray", vmin=0, vmax=1)
    panel.imshow(heat, cmap="inferno", vmin=0, vmax=1, alpha=0.5)
    if heat.max() > 0.5:
        panel.contour(heat, levels=[0.5], colors="white", linewidths=1)
    else:
        panel.text(15.5, 15.5, "nothing", color="white", ha="center", va="center")


def similarity(first, second):
    """Mean correlation of maps [N, H, W] with other maps; 1 if they are alike, and 0 for a map of zeros."""
    first, second = (maps.flatten(1) - maps.flatten(1).mean(1, keepdim=True) for maps in (first, second))
    norms = first.norm(dim=1) * second.norm(dim=1)
    return ((first * second).sum(dim=1) / norms.clamp(min=1e-9)).mean().item()


wrong = (predictions != labels).nonzero().flatten()
for_answer = grad_cam(model, "layer4", images[wrong])
for_truth = grad_cam(model, "layer4", images[wrong], labels[wrong])

shown = min(7, len(wrong))
figure, axes = plt.subplots(3, shown, figsize=(1.4 * shown, 5), squeeze=False, layout="constrained")
for column, index in enumerate(wrong[:shown].tolist()):
    answer, truth = CLASSES[predictions[index]], CLASSES[labels[index]]
    axes[0, column].imshow(to_rgb(images[index]))
    axes[0, column].set_title(truth, fontsize=9)
    overlay(axes[1, column], images[index], for_answer[column])
    axes[1, column].set_title(f"for {answer}\n(its answer)", fontsize=9)
    overlay(axes[2, column], images[index], for_truth[column])
    axes[2, column].set_title(f"for {truth}\n(the truth)", fontsize=9)
for panel in axes.flat:
    panel.set(xticks=[], yticks=[])
alike = similarity(for_answer, for_truth)
said = ", ".join(f"{CLASSES[labels[i]]} taken for {CLASSES[predictions[i]]}" for i in wrong[:shown].tolist())
show(
    figure,
    f"Wrong answers: {said}. Under each picture the map for the answer and the map for the true class, bright where "
    f"something speaks for it. Over all {len(wrong)} wrong answers the two maps have a mean correlation of {alike:.2f}.",
)
print(f"mean correlation of the two maps over {len(wrong)} wrong answers: {alike:.2f}")

# %% [markdown]
# <details><summary>How to read the two rows</summary>
#
# Where the two maps lie apart, the network saw evidence for both classes in different places, and had more of the one. Where
# they lie together, the same part was read two ways. Where the lower one says "nothing", not one place spoke for the
# truth. A correlation near 1 over all wrong answers would mean that the class makes no difference and that the map merely says
# "here is something". The correlation that is printed is of this network, and you can judge it yourself.
#
# A map explains what the network *did*. Whether that was reasonable is yours to say: Grad-CAM is at its best where it shows
# that a right answer was right for the wrong reason.
#
# </details>

# %% [markdown]
# ### One picture through five layers
#
# You know which layer one usually asks. Here is why.
#
# **Predict, then run.** What becomes of the map from layer to layer, its grain and its place?

# %%
layers = ["conv1", "layer1", "layer2", "layer3", "layer4"]
chosen = first_of_each[:10:3]
figure, axes = plt.subplots(
    len(chosen), 6, figsize=(8.6, 1.6 * len(chosen)), squeeze=False, layout="constrained"
)
for line, index in zip(axes, chosen, strict=True):
    line[0].imshow(to_rgb(images[index]))
    line[0].set_ylabel(f"for {CLASSES[predictions[index]]}", fontsize=9)
    for panel, name in zip(line[1:], layers, strict=True):
        overlay(panel, images[index], grad_cam(model, name, images[[index]])[0])
for panel, title in zip(axes[0], ["picture", *layers], strict=True):
    panel.set_title(title, fontsize=9)
for panel in axes.flat:
    panel.set(xticks=[], yticks=[])
show(
    figure,
    "Grad-CAM of the same answers at five layers, from conv1 and layer1 with 32x32 places over layer2 with 16x16 and "
    "layer3 with 8x8 to layer4 with 4x4 places: the maps become coarser from layer to layer.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# The early maps are full of detail, and the detail is the picture's own: edges and bright areas, wherever they are. It is
# tempting, because it looks precise. But a channel of `layer1` is active at every edge of one kind, of the frog and of the
# leaf beside it, and its one weight cannot tell them apart. Equation (1) gave every channel one weight for all places, which
# is fair only where a channel stands for a thing.
#
# </details>
#
# And the layer that has no places left:

# %%
try:
    grad_cam(ResNet50(width=16, stem="imagenet"), "layer4", images[:1])
except ValueError as refusal:
    print(f"ValueError: {refusal}")

# %% [markdown]
# ## Is it true?
#
# A bright spot on a frog convinces everybody. That is the danger: you would have believed it anyway. A map that claims to
# explain a network can be tested, and here are two tests.
#
# ### Hide what it points at
#
# If the bright places carry the answer, the answer should change when they are hidden. Cover a quarter of each picture with
# grey (0, the mean colour, after normalisation), chosen in four ways: where the map is brightest, where it is darkest, at
# random, and the middle of the picture, which needs no network at all.
#
# **Predict, then run.** How many of the answers survive each?

# %%
places = torch.arange(32) - 15.5
generator = torch.Generator().manual_seed(0)
maps = grad_cam(model, "layer4", images)
noise = F.interpolate(torch.rand(COUNT, 1, 4, 4, generator=generator), size=(32, 32), mode="bilinear")
where = {
    "the darkest": -maps,
    "a random quarter": noise[:, 0],
    "the middle": -(places[:, None] ** 2 + places**2).expand(COUNT, 32, 32),
    "the brightest": maps,
}


def cover(images, scores):
    """The images with the quarter of their pixels grey that has the highest scores [N, H, W]."""
    highest = scores.flatten(1).topk(32 * 32 // 4, dim=1).indices
    keep = torch.ones(len(images), 32 * 32).scatter_(1, highest, 0.0)  # 0 at these numbers of each row
    return images * keep.reshape(-1, 1, 32, 32)


survived = {}
figure, axes = plt.subplots(1, 5, figsize=(9, 2.3), layout="constrained")
example = first_of_each[0] if first_of_each else 0
axes[0].imshow(to_rgb(images[example]))
axes[0].set_title(f"{CLASSES[predictions[example]]}", fontsize=9)
for panel, (name, scores) in zip(axes[1:], where.items(), strict=True):
    covered = cover(images, scores)
    with torch.no_grad():
        survived[name] = (model(covered).argmax(dim=1) == predictions).float().mean().item()
    panel.imshow(to_rgb(covered[example]))
    panel.set_title(f"{name} hidden:\n{survived[name]:.0%} survive", fontsize=9)
for panel in axes:
    panel.set(xticks=[], yticks=[])
said = ", ".join(f"{name} {share:.0%}" for name, share in survived.items())
show(
    figure,
    f"One picture with a quarter of it covered in four ways. Share of {COUNT} answers that survive with it "
    f"covered: {said}.",
)

# %% [markdown]
# <details><summary>How to read the four numbers</summary>
#
# If "the brightest" were no lower than "a random quarter", the maps would be decoration. The hard comparison is "the
# middle": people hold the camera so that the thing is in the middle, so a map that always says "middle" does well without
# looking at anything. Is "the brightest" below *that*, and by how much? In CIFAR-10 nearly everything is in the middle, so it
# cannot be by far. And a grey patch is itself something that no training picture had: part of every loss is mere surprise,
# which is why "a random quarter" belongs into the picture.
#
# </details>
#
# ### Forget what was learnt
#
# The second test is by Adebayo et al. (2018). A map that explains what a network has *learnt* must change when the learning
# is taken away. So throw the trained weights away and put random ones in their place, part by part, from the head down to
# the first convolution, and draw the map again each time, for the same class.
#
# It sounds like a test that nobody could fail. Yet several methods that were in use at the time gave nearly the same map for a
# trained and for a random network: they drew the edges of the picture. An edge detector would do so by construction, since
# no network comes into it.
#
# **Predict, then run.** What will the map look like when only the head is random, and what when nothing is left of the
# training? How fast does the similarity to the first map fall?

# %%
count = 8 if being_graded() else 40
targets = predictions[:count]
# Not seed 0, from which the trained network started: what is left of its start must not count as likeness.
torch.manual_seed(1)
random, forgetting = ResNet50(width=16), copy.deepcopy(model)
stages = {"trained": grad_cam(model, "layer4", images[:count], targets)}
for part in ("fc", "layer4", "layer3", "layer2", "layer1", "conv1"):
    getattr(forgetting, part).load_state_dict(getattr(random, part).state_dict())
    stages[f"{part}\nrandom" if part == "fc" else f"... and\n{part}"] = grad_cam(
        forgetting, "layer4", images[:count], targets
    )
similar = {name: round(similarity(stages["trained"], maps), 2) + 0.0 for name, maps in stages.items()}

# The three pictures whose map is empty at the fewest steps: there is most to see in them.
empty = torch.stack([(maps.amax(dim=(1, 2)) == 0).float() for maps in stages.values()]).sum(0)
chosen = empty.argsort(stable=True)[:3].tolist()
figure, axes = plt.subplots(
    len(chosen), 8, figsize=(10.5, 1.6 * len(chosen)), squeeze=False, layout="constrained"
)
for line, index in zip(axes, chosen, strict=True):
    line[0].imshow(to_rgb(images[index]))
    line[0].set_ylabel(f"for {CLASSES[targets[index]]}", fontsize=9)
    for panel, maps in zip(line[1:], stages.values(), strict=True):
        overlay(panel, images[index], maps[index])
for panel, (name, value) in zip(axes[0][1:], similar.items(), strict=True):
    panel.set_title(f"{name}\n{value:.2f}", fontsize=9)
for panel in axes.flat:
    panel.set(xticks=[], yticks=[])
said = ", ".join(f"{name.replace(chr(10), ' ')} {value:.2f}" for name, value in similar.items())
show(
    figure,
    "Grad-CAM at layer4 while the trained weights are replaced by random ones from the head down to the first "
    f"convolution. Mean correlation with the trained network's map over {count} pictures: {said}.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# The number over each column is the mean correlation of its maps with the trained network's. Grad-CAM passes the test: with
# the head random most of the likeness is gone, although `layer4` still gives exactly what it gave before, because the head
# decides which of its channels count. From there on the likeness stays small: there is nothing left to be like.
#
# Now look at the last columns again as if you had seen nothing else. Is there one among them that you would have believed, a
# bright spot on the very thing? It comes from random numbers. Remember it when the next map convinces you.
#
# Passing means "not refuted". It does not mean that a map tells the whole story.
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - why a logit can be divided up among the places of the last map, and how derivatives extend that to other layers;
# - why Grad-CAM takes the logit, one weight per channel, and a ReLU at the end;
# - how a hook can replace what a layer gives, and why what it keeps has to be copied;
# - why the last layer that still has places is the one to ask, and why a map of 1x1 says nothing;
# - how to find out whether a map of this kind is worth anything.
#
# One network has been your companion since lesson 06. In the last lesson you meet the rest of its family, and teach this one
# something that it was never trained for.
#
# ## Further reading
#
# - R. R. Selvaraju, M. Cogswell, A. Das, R. Vedantam, D. Parikh, D. Batra: *Grad-CAM: Visual Explanations from Deep
#   Networks via Gradient-based Localization*, ICCV 2017, arXiv:1610.02391, section 3, equations 1 and 2.
# - B. Zhou, A. Khosla, A. Lapedriza, A. Oliva, A. Torralba: *Learning Deep Features for Discriminative Localization*, CVPR
#   2016, arXiv:1512.04150: class activation maps.
# - J. Adebayo, J. Gilmer, M. Muelly, I. Goodfellow, M. Hardt, B. Kim: *Sanity Checks for Saliency Maps*, NeurIPS 2018,
#   arXiv:1810.03292, section 3: model parameter randomisation.
# - V. Petsiuk, A. Das, K. Saenko: *RISE: Randomized Input Sampling for Explanation of Black-box Models*, BMVC 2018,
#   arXiv:1806.07421: the deletion metric, hiding what a map points at.
