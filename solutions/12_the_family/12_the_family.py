# %% [markdown]
# # 12 · The family, and a second job
#
# **You will write** `resnet`, one function that builds all five networks of the paper, from 18 layers to 152; `load_by_name`,
# which brings trained weights into a network that they fit only in part; and `freeze_backbone`, with which a trained
# network takes on a new task. Then the course is over, and you can look back.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points}: the family 3, the weights 2, the freezing 1 |
# | You need | both blocks (lessons 04 and 05), stages and network (lesson 06), the training loop (lesson 07) |
# | Difficulty | ◆◆◆◇◇, importance ◆◆◆◆◇ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import copy
import time

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder import being_graded, check, show
from resnet_ref.cifar10 import LoaderConfig, read_split
from resnet_ref.inspection import capture_activations
from resnet_ref.load_data import cifar10_transforms, to_rgb
from resnet_ref.network import ResNet, ResNet50, count_parameters, make_stage
from resnet_ref.train_utils import evaluate_classification, train_epoch_classification

_ = torch.manual_seed(0)

try:
    trained = ResNet50.from_pretrained()
except FileNotFoundError as missing_file:
    print(missing_file, "The figures below will be of a network that was never trained.")
    trained = ResNet50(width=16).eval()

# %% [markdown]
# ## The basic block
#
# The paper builds five networks from one plan. The two shallow ones, with 18 and 34 layers, use the block that stood on the
# left of the picture in lesson 04: two 3x3 convolutions, and no bottleneck. For `width` $w$:
#
# | step | weight | output |
# |---|---|---|
# | input `x` | | [N, $C$, H, W] |
# | 3x3 convolution, **stride $s$**, padding 1, BatchNorm, ReLU | [$w$, $C$, 3, 3] | [N, $w$, H/$s$, W/$s$] |
# | 3x3 convolution, padding 1, BatchNorm | [$w$, $w$, 3, 3] | [N, $w$, H/$s$, W/$s$] |
# | add the shortcut, ReLU | | [N, $w$, H/$s$, W/$s$] |
#
# - The block gives `width` channels, and not four times as many. Nothing was narrowed inside, so nothing is widened again.
# - The stride is the *first* convolution's, so that the second works on the small picture already.
# - Like every convolution in front of a BatchNorm, both have no bias.
#
# **The shortcut** is the input itself wherever input and output have one shape, that is, where the stride is 1 **and** the
# channels stay the same. Only where they differ does it project: a 1x1 convolution with the block's stride, and a BatchNorm.
# The paper calls this option B. (A bottleneck stage is different: its first block always projects, even at stride 1, because
# it goes from $C$ to $4w$ channels.)
#
# A **number for paper**: `BasicBlock(64, 128, stride=2)` has $64 \cdot 128 \cdot 9 = 73{,}728$ and
# $128 \cdot 128 \cdot 9 = 147{,}456$ weights in its 3x3 convolutions and $64 \cdot 128 = 8{,}192$ in the projection.
# [N, 64, 32, 32] becomes [N, 128, 16, 16].
#
# **Predict, then open.** `BasicBlock(64, 64, stride=2)` keeps the channels. Does it project?
#
# <details><summary>Answer</summary>
#
# Yes: the branch gives half the height and half the width, and the input cannot be added to that. Either difference, in
# channels or in size, is enough.
#
# </details>
#
# ## Five depths from one function
#
# Stem and head are the same for all five: you wrote them in lesson 06. In between stand four stages, and what differs is the
# block and how many of them there are (table 1 of the paper):
#
# | depth | block | stage 1 | stage 2 | stage 3 | stage 4 | channels into the head |
# |---|---|---|---|---|---|---|
# | 18 | basic | 2 | 2 | 2 | 2 | $8w$ |
# | 34 | basic | 3 | 4 | 6 | 3 | $8w$ |
# | 50 | bottleneck | 3 | 4 | 6 | 3 | $32w$ |
# | 101 | bottleneck | 3 | 4 | 23 | 3 | $32w$ |
# | 152 | bottleneck | 3 | 8 | 36 | 3 | $32w$ |
#
# The stages have the widths $w, 2w, 4w, 8w$ and the strides 1, 2, 2, 2. Does the number of blocks give the depth? Count two
# layers per basic block and three per bottleneck, and one each for stem and head: $1 + 2 \cdot 8 + 1 = 18$ and
# $1 + 3 \cdot (3 + 8 + 36 + 3) + 1 = 152$. Here is the family, drawn to that scale.


# %% jupyter={"source_hidden": true}
def draw_family():
    """Every network as a row of blocks, two or three layers wide, so that a row is as long as its network is deep."""
    family = {
        "ResNet-18": (2, (2, 2, 2, 2)),
        "ResNet-34": (2, (3, 4, 6, 3)),
        "ResNet-50": (3, (3, 4, 6, 3)),
        "ResNet-101": (3, (3, 4, 23, 3)),
        "ResNet-152": (3, (3, 8, 36, 3)),
    }
    white = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    colors = ("#dce9f5", "#9dc3e6", "#f4d9a6", "#d9a441")
    figure, axes = plt.subplots(figsize=(11, 3.3), layout="constrained")
    for row, (layers, counts) in enumerate(family.values()):
        axes.barh(row, 1, left=0, color="gray", edgecolor="black", linewidth=0.5)
        left = 1
        for count, color in zip(counts, colors, strict=True):
            for _ in range(count):
                axes.barh(row, layers, left=left, color=color, edgecolor="black", linewidth=0.5)
                left += layers
            axes.text(left - layers * count / 2, row, count, ha="center", va="center", bbox=white)
        axes.barh(row, 1, left=left, color="gray", edgecolor="black", linewidth=0.5)
        axes.text(left + 2.5, row, f"{left + 1} layers", va="center")
    for color, stage in zip(colors, (1, 2, 3, 4), strict=True):
        axes.bar(0, 0, color=color, edgecolor="black", linewidth=0.5, label=f"stage {stage}")
    axes.set(yticks=range(5), yticklabels=family, xlabel="layers with weights", xlim=(0, 172))
    axes.invert_yaxis()
    axes.legend(loc="upper right", title="number of blocks in")
    return figure


show(
    draw_family(),
    "The five networks as rows of blocks between stem and head, each row as long as its network has layers: 18 and 34 "
    "layers of blocks that are two layers wide, 50, 101 and 152 layers of blocks that are three wide. What grows from "
    "50 to 101 to 152 is nearly all in stage 3, with 6, 23 and 36 blocks.",
)

# %% [markdown]
# Stem and head come from the reference, so that you need not write them again, and so does the bottleneck stage of lesson 06:
#
# - `ResNet(stages, num_features, num_classes, width, stem)` puts a stem of `width` channels before a list of four stages, and
#   behind them the mean and a linear layer from `num_features` to `num_classes`. Its parts are called `conv1`, `bn1`, `layer1`
#   to `layer4` and `fc`, as in the field's published networks.
# - `make_stage(in_channels, width, blocks, stride)` is a stage of bottlenecks. It gives `4 * width` channels.
#
# For basic blocks you need a stage of your own: the first block takes the stride, the others keep the shape.
#
# ### What the function refuses
#
# There is no ResNet with 35 layers. Who asks for one should not get the next best and believe to have trained it: an unknown
# depth is a `ValueError`.


# %% nbgrader={"grade_id": "write-12-resnet"}
class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut, which projects where the shape changes, and only there.

    Shapes: [N, in_channels, H, W] -> [N, width, ceil(H/stride), ceil(W/stride)].

    Args:
        in_channels: channels of the input.
        width: channels of both convolutions, and of the output.
        stride: of the first convolution.
    """

    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(in_channels, width, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()
        self.shortcut = nn.Identity()
        if stride != 1 or in_channels != width:
            projection = nn.Conv2d(in_channels, width, 1, stride=stride, bias=False)
            self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(width))
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + self.shortcut(x))
        ### END SOLUTION


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    """The network of the paper with that many layers.

    Shapes: [N, 3, H, W] -> logits [N, num_classes].

    Args:
        depth: 18 or 34 (basic blocks), 50, 101 or 152 (bottlenecks).
        num_classes: number of classes K.
        width: channels of the stem and inside the first stage's blocks.
        stem: "cifar" or "imagenet", as in lesson 06.

    Raises:
        ValueError: another depth.
    """
    ### BEGIN SOLUTION
    family = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
    if depth not in family:
        raise ValueError(f"There is no ResNet of depth {depth}: choose one of {sorted(family)}.")
    stages, channels = [], width
    for index, blocks in enumerate(family[depth]):
        inner, stride = width * 2**index, 1 if index == 0 else 2
        if depth < 50:
            first = BasicBlock(channels, inner, stride)
            stages.append(nn.Sequential(first, *[BasicBlock(inner, inner) for _ in range(blocks - 1)]))
            channels = inner
        else:
            stages.append(make_stage(channels, inner, blocks, stride))
            channels = 4 * inner
    return ResNet(stages, channels, num_classes, width, stem)
    ### END SOLUTION


# %% nbgrader={"grade_id": "12-resnet"}
check("12.resnet")

# %% [markdown]
# {hints:12.resnet}

# %% [markdown]
# ### What depth costs
#
# A network has two prices. **Parameters** have to be stored and sent. **Multiply-adds**, a product that is added to a sum, have
# to be computed for every picture: a convolution needs as many as it has weights, *at every place of its output*.
#
# To count them nothing has to be computed. On the device `"meta"` a tensor has a shape and no values, so even the largest
# network is built and run in no time.
#
# **Predict, then run.** ResNet-34 and ResNet-50 have the same number of blocks. Which has more parameters, and by how much
# do their multiply-adds differ? And what does each of ResNet-152's hundred extra layers cost, compared with ResNet-50's?


# %%
def multiply_adds(network, size):
    """Multiply-adds of convolutions and linear layers for one picture of size x size pixels."""
    counts = []

    def count(module, given, output):
        places = output.shape[2:].numel()  # 1 for a linear layer, whose output is [N, K]
        counts.append(places * module.weight.numel())

    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            module.register_forward_hook(count)
    network.eval()(torch.empty(1, 3, size, size, device="meta"))
    return sum(counts)


costs = {}
with torch.device("meta"):
    for depth in (18, 34, 50, 101, 152):
        network = resnet(depth)
        costs[depth] = (count_parameters(network) / 1e6, multiply_adds(network, 32) / 1e9)

figure, panels = plt.subplots(1, 2, figsize=(10, 2.9), layout="constrained")
names = [f"ResNet-{depth}" for depth in costs]
titles = ("parameters, in millions", "multiply-adds for a picture of 32x32, in thousands of millions")
for panel, title, values in zip(panels, titles, zip(*costs.values(), strict=True), strict=True):
    bars = panel.barh(names, values, color=["#9dc3e6"] * 2 + ["#d9a441"] * 3)
    panel.bar_label(bars, fmt="%.2f", padding=3)
    panel.set_xlim(0, 1.15 * max(values))
    panel.set_title(title, fontsize=10)
    panel.invert_yaxis()
said = "; ".join(
    f"ResNet-{depth} {p:.1f} million and {m:.2f} thousand million" for depth, (p, m) in costs.items()
)
show(figure, f"Parameters, and multiply-adds for a picture of 32x32, of the five networks: {said}.")

# %% [markdown]
# <details><summary>What you see</summary>
#
# From 34 to 50 layers the multiply-adds hardly grow: that is what the bottleneck of lesson 04 was invented for. Of the
# hundred layers from 50 to 152 nearly all go into stage 3. A block costs about as many multiply-adds in any stage (lesson
# 06), so each of them costs nearly as many as one of ResNet-50's, 24 million against 26; but only three quarters of the
# parameters, since the channels are not yet at their widest.
#
# What does the depth bring? On ImageNet the paper reports, with ten crops of each picture, a top-1 error of 27.88% for 18
# layers and 25.03% for 34 (table 2, with shortcuts that have no parameters), and of 22.85% for 50, 21.75% for 101 and 21.43%
# for 152 (table 3). Each step brings less than the one before.
#
# </details>

# %% [markdown]
# ## Weights by name
#
# A trained network is worth having only if its weights can go into another program. `model.state_dict()` is a dictionary from
# names to tensors, and holds all that a network remembers:
#
# - its **parameters**, such as `layer1.0.conv1.weight` and `fc.bias`;
# - and its **buffers**, which no gradient ever touches: BatchNorm's running means and variances, such as
#   `layer1.0.bn1.running_mean`. Without them a trained network is worthless (lesson 02).
#
# The name says where the tensor lives: stage 1, block 0, first convolution, its weight. PyTorch's own
# `model.load_state_dict(...)` insists that every name is there and every shape is right. That is wise when a network is to
# be the same again, and of no use when only a part is wanted: a head for 4 classes in place of 10, a network that is deeper.
#
# **What fits** is a name that both know, with the same **shape**. The same number of values is not enough ([5, 6] and [6, 5]
# are different tensors), and the same position in the list is no name: somebody else's dictionary may be in any order. All that
# does not fit stays as it is.
#
# **Missing and unexpected** tell the caller what did not happen. A name of the *model* that was not filled is missing. A
# name of the *dictionary* that was not used is unexpected. A name with two different shapes is both. To say nothing would be the
# worst choice: a network half of which is random does not raise an error, it only answers badly.
#
# A **number for paper**, with shapes in place of tensors:
#
# | name | the model has | the dictionary has | |
# |---|---|---|---|
# | `conv.weight` | [8, 3, 3, 3] | [8, 3, 3, 3] | copied |
# | `fc.weight` | [4, 8] | [10, 8] | missing and unexpected |
# | `fc.bias` | [4] | | missing |
# | `epoch` | | [] | unexpected |
#
# So `missing` is `["fc.weight", "fc.bias"]`, and `unexpected` is `["fc.weight", "epoch"]`.
#
# **Copying into a network.** `model.state_dict()` is a new dictionary each time, but the tensors in it are the model's own.
# `own[name] = value` only changes the dictionary, and the model never hears of it. `own[name].copy_(value)` writes the
# *values* into the model's tensor (the underscore says: in place). PyTorch has to be told that this is no step of a computation, so do it under
# `with torch.no_grad():`. Afterwards model and dictionary share nothing, and the dictionary is what it was.


# %% nbgrader={"grade_id": "write-12-load_by_name"}
def load_by_name(model, state_dict):
    """Copy into the model every tensor that it has under the same name and with the same shape.

    Args:
        model: any module; what is not filled stays as it is.
        state_dict: dict from names to tensors; left as it is.

    Returns:
        (missing, unexpected): list of the model's names that were not filled, and list of the dictionary's names that
        were not used. A name whose shape differs may be in either list, or in both.
    """
    ### BEGIN SOLUTION
    own = model.state_dict()
    fitting = [name for name in state_dict if name in own and own[name].shape == state_dict[name].shape]
    with torch.no_grad():
        for name in fitting:
            own[name].copy_(state_dict[name])
    missing = [name for name in own if name not in fitting]
    unexpected = [name for name in state_dict if name not in fitting]
    return missing, unexpected
    ### END SOLUTION


# %% nbgrader={"grade_id": "12-load_by_name"}
check("12.load_by_name")

# %% [markdown]
# {hints:12.load_by_name}

# %% [markdown]
# ### The same backbone, another head
#
# All of a network but its head is called the **backbone**. Later we want the trained one with a head for four classes.
#
# **Predict, then run.** Of the network's 320 names, which will be missing?

# %%
torch.manual_seed(1)
model = resnet(50, num_classes=4, width=16)
missing, unexpected = load_by_name(model, trained.state_dict())
print(f"{len(model.state_dict())} names, missing {missing}, unexpected {unexpected}")

# %% [markdown]
# ### A deeper network that has nothing to learn yet
#
# ResNet-101 has the names of ResNet-50 and more: seventeen further blocks at the end of stage 3. Load the trained ResNet-50
# into it by name. Seventeen blocks stay random. Now remember lesson 04, and set the weight of the last BatchNorm of these
# blocks, `bn3`, to zero.
#
# **Predict, then run.** How different will the logits of the two networks be: 50 trained layers on one side, the same with 51
# layers of random convolutions among them on the other?

# %%
raw, labels = read_split(LoaderConfig(), train=False)
transform = cifar10_transforms(train=False)
COUNT = 20 if being_graded() else 300
images, labels = torch.stack([transform(image) for image in raw[:COUNT]]), labels[:COUNT]

deeper = resnet(101, width=16).eval()
missing, _ = load_by_name(deeper, trained.state_dict())
blocks = sorted({tuple(name.split(".")[:2]) for name in missing}, key=lambda part: int(part[1]))
print(f"missing: {len(missing)} names, in blocks {'.'.join(blocks[0])} to {'.'.join(blocks[-1])}")
with torch.no_grad():
    expected = trained(images[:16])
    print(f"as loaded:     logits differ by up to {(deeper(images[:16]) - expected).abs().max():.2g}")
    for name, parameter in deeper.named_parameters():
        if name in missing and name.endswith("bn3.weight"):
            parameter.zero_()
    print(f"with bn3 at 0: logits differ by up to {(deeper(images[:16]) - expected).abs().max():.2g}")

# %% [markdown]
# <details><summary>Why</summary>
#
# Not at all. With `bn3` at zero a branch gives zero, and the block is $\mathrm{ReLU}(0 + x) = x$, because $x$ came out of a
# ReLU. Here is the argument with which the paper began, as an experiment: a deeper network *can* always do at least as well as a
# shallower one, since it only has to leave its extra blocks at zero. Plain networks cannot find that solution. Residual
# networks start from it.
#
# </details>

# %% [markdown]
# ## Training nothing but the head
#
# The trained network has seen 50,000 pictures and knows edges, fur, wheels and sky. A new task with a few hundred pictures
# would be silly to start from nothing. **Transfer**: keep the backbone as it is, *frozen*, and train only a new head on
# what it gives. Two things have to be kept from moving:
#
# - **The weights.** `requires_grad` False on every parameter of the backbone, those of BatchNorm too.
#   `module.requires_grad_(False)` sets it for all parameters inside a module (with the underscore; `module.requires_grad = False`
#   would only hang a new attribute on the module, at which nobody looks). The head, `model.fc`, with weight and bias, goes on
#   training.
# - **The statistics.** In train mode a BatchNorm normalises with the batch's own mean and variance and moves its running
#   ones, *with no gradient at all* (lesson 02). `requires_grad` does not stop that. Only eval mode does.
#
# And eval mode does not last. The next epoch begins with `model.train()`, which puts *every* module inside into train mode.
# It does so by calling `train(mode)` of each module, and that is where you can step in: a BatchNorm whose own `train` leaves it
# in eval mode stays there, whatever happens around it. For example:
#
# - write a subclass of `nn.BatchNorm2d` with a method `train(self, mode=True)` that always goes to eval mode,
#   `super().train(False)`, and returns what that returns, since PyTorch expects to get the module back;
# - and give that class to the BatchNorms that are there: `module.__class__ = ...` makes an object one of another class, and
#   it keeps all it holds, tensors and name. A BatchNorm that is in train mode at this moment has to be put into eval mode,
#   too.
#
# `model.modules()` goes through all modules at every depth; `model.children()` would stop at the first.
#
# **Predict, then open.** Nothing in the backbone has a gradient any more. Why may its statistics not move, if it is "only" a
# mean?
#
# <details><summary>Answer</summary>
#
# Every convolution was trained on inputs that were normalised with *those* statistics. Change them, and all that follows gets
# inputs it was never trained for. The head learns from features that shift under its feet, and the old task is lost as
# well. You will see it below the exercise.
#
# </details>


# %% nbgrader={"grade_id": "write-12-transfer"}
def freeze_backbone(model):
    """Let only the head `model.fc` train, in place, also after a later `model.train()`.

    All other parameters want no gradient. All BatchNorms stay in eval mode, so that their statistics stay put. The
    model's answers in eval mode are what they were.

    Args:
        model: a network whose head is called fc.
    """
    ### BEGIN SOLUTION

    class FrozenBatchNorm2d(nn.BatchNorm2d):
        def train(self, mode=True):
            return super().train(False)

    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.__class__ = FrozenBatchNorm2d
            module.eval()
    ### END SOLUTION


# %% nbgrader={"grade_id": "12-transfer"}
check("12.transfer")

# %% [markdown]
# {hints:12.transfer}

# %% [markdown]
# ### What moves although nothing trains
#
# Two copies of the trained network, frozen in two ways: one by `requires_grad_(False)` alone, the other by your function. Both
# are put into train mode and shown thirty batches of dark pictures, as if taken at night. There is **no optimizer and no step**.
# Then both are asked about ordinary test pictures again.
#
# **Predict, then run.** How many will each get right afterwards?

# %%
careless, careful = copy.deepcopy(trained), copy.deepcopy(trained)
careless.requires_grad_(False)
freeze_backbone(careful)
night = torch.stack([transform((0.1 * image.float()).to(torch.uint8)) for image in raw[COUNT : 2 * COUNT]])

daylight = DataLoader(TensorDataset(images[:200], labels[:200]), batch_size=100)
for name, network in (("requires_grad_(False)", careless), ("freeze_backbone", careful)):
    before = evaluate_classification(network, daylight, F.cross_entropy)["top1"]
    network.train()
    with torch.no_grad():
        for batch in night.split(10):
            network(batch)
    after = evaluate_classification(network, daylight, F.cross_entropy)["top1"]
    print(f"{name:<22} right before {before:.0%}, after the night {after:.0%}")

# %% [markdown]
# ## What it is good for: which way is up?
#
# CIFAR-10's labels say *what* is in a picture. Here is a task that they never taught: somebody has turned the picture by 0, 90,
# 180 or 270 degrees. By which of the four? A network that has been trained on ten kinds of things knows nothing about turning,
# and it has not seen a turned picture either. But perhaps it knows what the sky, legs and wheels look like.
#
# `torch.rot90(image, k, dims=(1, 2))` turns a picture [3, H, W] anticlockwise by $k$ quarter turns. $k$ is the label,
# and we make as many as we like. Guessing gets 25%.

# %%
TRAIN, TEST = (64, 20) if being_graded() else (400, 400)
generator = torch.Generator().manual_seed(0)


def turned(pictures):
    """Pictures uint8 [N, 3, 32, 32], each turned at random: a dataset of normalised pictures and quarter turns."""
    turns = torch.randint(4, (len(pictures),), generator=generator)
    rotated = [
        torch.rot90(image, turn, dims=(1, 2)) for image, turn in zip(pictures, turns.tolist(), strict=True)
    ]
    return TensorDataset(torch.stack([transform(image) for image in rotated]), turns)


to_learn = turned(read_split(LoaderConfig(), train=True)[0][:TRAIN])
to_test = turned(raw[:TEST])

figure, axes = plt.subplots(1, 8, figsize=(10, 1.7), layout="constrained")
for panel, (image, turn) in zip(axes, to_test, strict=False):
    panel.imshow(to_rgb(image))
    panel.set(xticks=[], yticks=[])
    panel.set_title(f"{90 * turn.item()}°", fontsize=10)
degrees = ", ".join(f"{90 * turn}" for turn in to_test.tensors[1][:8].tolist())
show(figure, f"Eight test pictures, turned anticlockwise by {degrees} degrees.")

# %% [markdown]
# Three competitors get the same 400 pictures, and are asked about the same 400 others:
#
# 1. a whole network, trained **from scratch** on this task;
# 2. a new head on the **trained** backbone, frozen;
# 3. a new head on a **random** backbone, frozen. It is there to keep us honest: 512 numbers out of random convolutions
#    are features as well, and a head can do something with them.
#
# **Features computed once.** A frozen backbone in eval mode gives the same numbers for the same picture, in the first epoch
# and in the last. So there is no point in running it every epoch: run every picture through it a single time, keep the
# [N, 512] numbers that reach the head, and train the head on those. That is the same training, and far faster. (It
# works as long as pictures are not shifted and flipped at random.) While we are at it, we keep the means of the earlier stages
# as well.
#
# The head is a BatchNorm for features [N, C] without weight and bias, which brings them to mean 0 and deviation 1 whatever their
# size, and a linear layer. The training loop of lesson 07 does the rest. `TensorDataset(images, labels)` makes a dataset of two
# tensors, and a `DataLoader` serves it in batches (lesson 01).
#
# **Predict, then run.** In which order will the three come in? And what happens to each with fewer pictures?


# %%
def features(network, dataset):
    """Mean over all places of what each of the four stages gives: dict from a stage's name to [N, C]."""
    stages = ["layer1", "layer2", "layer3", "layer4"]
    kept = {stage: [] for stage in stages}
    network.train()  # on purpose: a backbone that you froze must not care
    with capture_activations(network, stages) as activations, torch.no_grad():
        for batch in dataset.tensors[0].split(50):
            network(batch)
            for stage in stages:
                kept[stage].append(activations[stage].mean(dim=(2, 3)))
    return {stage: torch.cat(batches) for stage, batches in kept.items()}


def train_head(inputs, targets, epochs=30):
    """A head [N, C] -> [N, 4], trained on features."""
    torch.manual_seed(0)
    head = nn.Sequential(nn.BatchNorm1d(inputs.shape[1], affine=False), nn.Linear(inputs.shape[1], 4))
    optimizer = torch.optim.SGD(head.parameters(), lr=0.02, momentum=0.9, weight_decay=1e-2)
    batches = DataLoader(TensorDataset(inputs, targets), batch_size=25, shuffle=True)
    for _ in range(epochs):
        train_epoch_classification(head, batches, optimizer, F.cross_entropy)
    return head.eval()


def share_right(head, inputs, targets):
    """Share of the features [N, C] for which the head names the right turn."""
    with torch.no_grad():
        return (head(inputs).argmax(dim=1) == targets).float().mean().item()


learn_turns, test_turns = to_learn.tensors[1], to_test.tensors[1]
torch.manual_seed(2)
backbones = {"trained": model, "random": resnet(50, num_classes=4, width=16)}
learnt, tested = {}, {}
for name, network in backbones.items():
    start = time.perf_counter()
    freeze_backbone(network)
    learnt[name], tested[name] = features(network, to_learn), features(network, to_test)
    head = train_head(learnt[name]["layer4"], learn_turns)
    right = share_right(head, tested[name]["layer4"], test_turns)
    seconds = time.perf_counter() - start
    print(
        f"{name} backbone: {count_parameters(network):,} values to train, {right:.0%} right, {seconds:.0f} s"
    )

# %%
EPOCHS = 1 if being_graded() else 6
torch.manual_seed(1)
scratch = ResNet50(4, width=16, zero_init_residual=True).to(memory_format=torch.channels_last)
batches = DataLoader(to_learn, batch_size=32, shuffle=True)
optimizer = torch.optim.SGD(scratch.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-3)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.05, total_steps=EPOCHS * len(batches))
start = time.perf_counter()
for _ in range(EPOCHS):
    train = train_epoch_classification(scratch, batches, optimizer, F.cross_entropy, scheduler=schedule)
from_scratch = evaluate_classification(scratch, DataLoader(to_test, batch_size=100), F.cross_entropy)["top1"]
print(
    f"from scratch: {count_parameters(scratch):,} values to train, {train['top1']:.0%} right in training, "
    f"{from_scratch:.0%} right, {time.perf_counter() - start:.0f} s"
)

# %% [markdown]
# The heads cost next to nothing, so let us train many: on fewer pictures, and on the earlier stages in place of the last.
#
# **Predict, then run.** On which stage will a head do best with the trained backbone, and on which with the random one?

# %%
amounts = [number for number in (25, 50, 100, 200, 400) if number <= TRAIN]
stages = ["layer1", "layer2", "layer3", "layer4"]
by_amount, by_stage = {}, {}
for name in backbones:
    by_amount[name] = [
        share_right(
            train_head(learnt[name]["layer4"][:number], learn_turns[:number]),
            tested[name]["layer4"],
            test_turns,
        )
        for number in amounts
    ]
    by_stage[name] = [
        share_right(train_head(learnt[name][stage], learn_turns), tested[name][stage], test_turns)
        for stage in stages
    ]

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained", sharey=True)
for name, style in (("trained", "o-"), ("random", "s--")):
    left.plot(amounts, by_amount[name], style, label=f"{name} backbone, frozen")
    right.plot(stages, by_stage[name], style, label=f"{name} backbone, frozen")
left.plot([TRAIN], [from_scratch], "D", color="black", label="from scratch")
left.set(
    xscale="log", xticks=amounts, xticklabels=amounts, xlabel="pictures to learn from", ylabel="share right"
)
left.minorticks_off()
right.set(xlabel=f"stage that the head reads, {TRAIN} pictures")
for panel in (left, right):
    panel.axhline(0.25, color="gray", linestyle=":", label="guessing")
    panel.grid(alpha=0.3)
figure.legend(*left.get_legend_handles_labels(), loc="outside upper center", ncols=4, fontsize=9)
said = "; ".join(
    f"{name} backbone from {by_amount[name][0]:.0%} to {by_amount[name][-1]:.0%}, and by stage "
    + ", ".join(f"{share:.0%}" for share in by_stage[name])
    for name in backbones
)
show(
    figure,
    f"Share of turned test pictures that are right. Left, from {amounts[0]} to {amounts[-1]} pictures to learn from, right, "
    f"by the stage that the head reads: {said}. From scratch {from_scratch:.0%}; guessing gets 25%.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# The head on the trained backbone learns the new task best, although nothing in the backbone was made for it, and in a
# small part of the time. From scratch, 1.5 million values have 400 pictures to learn from. Six epochs are few, but
# patience does not help: in a trial of twenty epochs the network came to know 96% of its 400 pictures, and 36% of
# others. The random backbone says what a head can do with features that nobody trained. *Without that line you could
# not know what the training is worth.*
#
# Now the right panel. Random features do not become better with depth; each stage only stirs them once more. Do not
# take for granted that the last stage of the trained network is the best one to read. It was made to name ten things,
# and has no use for how they are turned; the stage before it may well know more about that. How deep to cut a backbone
# depends on how near the new task is to the old one. Yosinski et al. asked that question first.
#
# Each of the shares comes from a few hundred test pictures, so two or three points of difference mean nothing. And a random
# backbone is a matter of luck as well: with other first weights we have seen 38%.
#
# </details>
#
# Last, the pictures. The head on the trained backbone says how far each is turned, and we turn it back: the ten of which it
# is surest, and the ten of which it is least sure.
#
# **Predict, then run.** How many of the sure ones will stand upright? And what will the others have in common?

# %%
head = train_head(learnt["trained"]["layer4"], learn_turns)
with torch.no_grad():
    certainty, answers = head(tested["trained"]["layer4"]).softmax(dim=1).max(dim=1)
order = certainty.argsort(descending=True)
upright = answers == test_turns
figure, axes = plt.subplots(4, 10, figsize=(11, 5.6), layout="constrained")
for first, chosen, how in ((0, order[:10], "surest"), (2, order[-10:], "least sure")):
    for column, index in enumerate(chosen.tolist()):
        image = to_test.tensors[0][index]
        back = torch.rot90(image, -answers[index].item(), dims=(1, 2))
        axes[first, column].imshow(to_rgb(image))
        axes[first + 1, column].imshow(to_rgb(back))
        axes[first + 1, column].set_title("upright" if upright[index] else "wrong", fontsize=9)
    axes[first, 0].set_ylabel(f"{how},\nas given", fontsize=9)
    axes[first + 1, 0].set_ylabel("turned back", fontsize=9)
for panel in axes.flat:
    panel.set(xticks=[], yticks=[])
sure, unsure = upright[order[:10]].sum(), upright[order[-10:]].sum()
show(
    figure,
    f"Turned test pictures, and below them the same pictures turned back by the network's answer. Of the ten of which it is "
    f"surest {sure} are upright, of the ten of which it is least sure {unsure}.",
)
half = TEST // 2
print(f"right among the surer half: {upright[order[:half]].float().mean():.0%}")
print(f"right among the other half: {upright[order[half:]].float().mean():.0%}")

# %% [markdown]
# <details><summary>What to look for</summary>
#
# Some pictures have no clear up: a frog or a ship photographed from above, a face that fills the picture. A network that is
# unsure there knows something. The two shares that are printed say what its certainty is worth.
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - what the five networks share, and where their blocks differ;
# - what a layer costs in parameters and in multiply-adds, and why the bottleneck keeps the second price low;
# - how weights get from one network into another, and why a function that does it must say what it did not do;
# - why a deeper residual network can begin as a shallower one, exactly;
# - what it takes to freeze a backbone, and why `requires_grad` is not enough;
# - how to find out whether a trained backbone helps a new task: against a random one, and against nothing.
#
# ## Looking back
#
# In lesson 01 a picture was 3,072 numbers between 0 and 255. This is what you have put between them and an answer:
#
# | lesson | question | what you wrote |
# |---|---|---|
# | 01 | What does the network get to see? | statistics, transforms, loaders |
# | 02 | What is a layer? | convolution and BatchNorm, by hand |
# | 03 | Why do deep plain networks fail? | plain and residual blocks, and a measurement of their gradients |
# | 04 | What is the unit? | the identity block |
# | 05 | How does a shortcut change shape? | the convolutional block |
# | 06 | How do sixteen blocks make fifty layers? | stages, ResNet-50, its first weights |
# | 07 | How does it learn? | the training loop and the evaluation |
# | 08 | How does it learn *well*? | decay, schedule, smoothing, mixup |
# | 09 | What does it get wrong? | predictions and the confusion matrix |
# | 10 | What does it hold inside? | activations, filters, feature maps |
# | 11 | Where did it look? | Grad-CAM, and two tests of it |
# | 12 | What else can it do? | the family, weights by name, a second job |
#
# One idea goes through all of it: $y = F(x) + x$. In lesson 03 it let the gradient through. In lesson 04 it made a block that
# can do nothing. In lesson 06 it let fifty layers start as if they were few. And today it turned a trained network of fifty layers
# into one of 101, without a step of training and without changing a single answer. You did not only read about it. You
# wrote it, and it was checked number by number.
#
# ## Where to go
#
# **With what you have.** Each of these is an afternoon:
#
# - Train on all 50,000 pictures: `.venv/bin/course data fetch` gets them, and `LoaderConfig(data_dir=...)` serves them to the loop you wrote.
# - Unfreeze. Train the head first, then the last stage as well, at a tenth of the learning rate. Does it beat the frozen backbone on
#   the 400 turned pictures, and at how many pictures does it begin to?
# - Another task: `sklearn.datasets.load_digits()` has 1,797 digits of 8x8 pixels. Is a head on the frozen backbone better there
#   than one on the bare pixels? Think of what the backbone was trained on before you try.
# - The paper's own setting: `ResNet50.from_pretrained("imagenet")` is the network with 25,557,032 parameters, trained on a
#   thousand classes (a download of 98 MB). Your `grad_cam` takes it as it is, and for a picture of 224 pixels `layer4` has 7x7
#   places.
#
# **With what came after.** Each changes one thing in the block that you know:
#
# - *Where does the ReLU belong?* Pre-activation ResNets move it into the branch, and the shortcut stays clean from end to end.
# - *Deep or wide?* Wide ResNets have fewer layers with many more channels, and do better on CIFAR.
# - *One branch or many?* ResNeXt splits the 3x3 convolution into groups. Squeeze-and-excitation lets a block turn its own channels
#   up and down.
# - *Was it the block or the recipe?* "ResNet strikes back" trains the very same ResNet-50 with the methods of today, and
#   ConvNeXt rebuilds it step by step until it stands beside the transformers.
# - And transformers? Look at figure 1 of the paper on vision transformers: in every layer, twice, there is a $+$.
#
# ## Further reading
#
# - K. He, X. Zhang, S. Ren, J. Sun: *Deep Residual Learning for Image Recognition*, CVPR 2016, arXiv:1512.03385: tables 1 to
#   3, section 3.3 (option B), section 4.1. You have built all of it.
# - J. Yosinski, J. Clune, Y. Bengio, H. Lipson: *How transferable are features in deep neural networks?*, NIPS 2014,
#   arXiv:1411.1792.
# - S. Gidaris, P. Singh, N. Komodakis: *Unsupervised Representation Learning by Predicting Image Rotations*, ICLR 2018,
#   arXiv:1803.07728: the four turns as a teacher that needs no labels.
# - S. Kornblith, J. Shlens, Q. V. Le: *Do Better ImageNet Models Transfer Better?*, CVPR 2019, arXiv:1805.08974.
# - K. He, X. Zhang, S. Ren, J. Sun: *Identity Mappings in Deep Residual Networks*, ECCV 2016, arXiv:1603.05027:
#   pre-activation.
# - S. Zagoruyko, N. Komodakis: *Wide Residual Networks*, BMVC 2016, arXiv:1605.07146.
# - S. Xie, R. Girshick, P. Dollár, Z. Tu, K. He: *Aggregated Residual Transformations for Deep Neural Networks*, CVPR 2017,
#   arXiv:1611.05431: ResNeXt.
# - J. Hu, L. Shen, G. Sun: *Squeeze-and-Excitation Networks*, CVPR 2018, arXiv:1709.01507.
# - R. Wightman, H. Touvron, H. Jégou: *ResNet strikes back*, 2021, arXiv:2110.00476.
# - Z. Liu et al.: *A ConvNet for the 2020s*, CVPR 2022, arXiv:2201.03545: ConvNeXt.
# - A. Dosovitskiy et al.: *An Image is Worth 16x16 Words*, ICLR 2021, arXiv:2010.11929: vision transformers.
