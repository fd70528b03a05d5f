# %% [markdown]
# # 04 · The identity block
#
# **You will write** `IdentityBlock`, the block of which ResNet-50 has twelve: three convolutions, and an addition that
# costs nothing and makes fifty layers trainable.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points} |
# | You need | convolution and BatchNorm (lesson 02), why a shortcut helps (lesson 03) |
# | Difficulty | ◆◆◇◇◇, importance ◆◆◆◆◆ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import matplotlib.pyplot as plt
import torch
from matplotlib.patches import FancyBboxPatch
from torch import nn

from autograder import check, show
from resnet_ref.cifar10 import CLASSES, LoaderConfig, read_split

_ = torch.manual_seed(0)

# %% [markdown]
# ## Why add the input
#
# Call what a few layers compute $F(x)$, the **branch**. A plain network passes on $F(x)$. A residual network passes on
#
# $$y = \mathrm{ReLU}\bigl(F(x) + x\bigr).$$
#
# Three things follow from the "$+\,x$", the **shortcut**:
#
# - **Doing nothing is easy.** If the best thing a block can do is to leave its input alone, the branch only has to
#   give zero. A plain block would have to learn the identity with convolutions, which is hard.
# - **The gradient has a way through.** The derivative of $F(x) + x$ is $F'(x) + 1$. Whatever the branch does to the
#   gradient, the $1$ hands on a whole copy of it. You measured this in lesson 03.
# - **It costs no parameter.** An addition has nothing to learn.
#
# A number small enough for paper: let $x = (2, 1)$ and let the branch give $F(x) = (-3, 1)$. Then
# $F(x) + x = (-1, 2)$ and $y = (0, 2)$.
#
# **Predict, then open.** What is $y$ if the ReLU is applied to the branch *before* the addition?
#
# <details><summary>Answer</summary>
#
# $\mathrm{ReLU}(F(x)) = (0, 1)$, so $y = (2, 2)$. The branch can then only ever *add*: no block could make a value
# smaller, and activations would grow from block to block. So the last ReLU comes after the addition.
#
# </details>

# %% [markdown]
# ## The shape of a block
#
# He et al. drew two residual blocks in figure 5 of their paper, and here they are again. On the left the block of the
# 18- and 34-layer networks, two 3x3 convolutions. On the right the **bottleneck** of the 50-layer one: a 1x1
# convolution *reduces* the channels to a quarter, the 3x3 works on the few that are left, and another 1x1 *expands*
# them again.


# %% jupyter={"source_hidden": true}
def draw_block(axes, title, layers, channels):
    """Draw a residual block: boxes from top to bottom, and a shortcut that goes round them."""
    axes.set(xlim=(-2, 4), ylim=(-1.1 * len(layers) - 1.6, 1.2), title=title)
    axes.axis("off")

    def arrow(*points):
        axes.plot(*zip(*points[:-1], strict=True), color="black", linewidth=1.2)
        axes.annotate("", points[-1], points[-2], arrowprops={"arrowstyle": "-|>", "color": "black"})

    axes.text(0.15, 0.75, f"x: {channels} channels")
    arrow((0, 1.1), (0, 0))
    for index, (layer, after) in enumerate(layers):
        y = -1.1 * index
        box = FancyBboxPatch((-1.3, y - 0.55), 2.6, 0.5, boxstyle="round,pad=0.04", facecolor="#dce9f5")
        axes.add_patch(box)
        axes.text(0, y - 0.3, layer, ha="center", va="center")
        axes.text(0.15, y - 0.85, after, fontsize=9)
        arrow((0, y - 0.6), (0, y - 1.1))
    end = -1.1 * len(layers)
    arrow((0, 0.5), (2, 0.5), (2, end - 0.25), (0.28, end - 0.25))
    axes.text(2.1, end / 2, "shortcut:\nthe input itself", fontsize=9, va="center")
    axes.text(0, end - 0.25, "+", ha="center", va="center", bbox={"boxstyle": "circle", "facecolor": "white"})
    arrow((0, end - 0.5), (0, end - 1.4))
    axes.text(0.15, end - 0.95, "ReLU", fontsize=9)


figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.4), layout="constrained")
draw_block(left, "Basic block", [("3x3, 64", "BN, ReLU"), ("3x3, 64", "BN")], 64)
draw_block(right, "Bottleneck", [("1x1, 64", "BN, ReLU"), ("3x3, 64", "BN, ReLU"), ("1x1, 256", "BN")], 256)
show(
    figure,
    "Two residual blocks. Left: two 3x3 convolutions of 64 channels. Right: a 1x1 convolution to 64 channels, a 3x3 "
    "of 64, a 1x1 to 256. In both an arrow carries the input round them to an addition, and a ReLU follows.",
)

# %% [markdown]
# Step by step, for a batch of N images and `width = 64`, so 256 channels in and out:
#
# | step | weight | output |
# |---|---|---|
# | input `x` | | [N, 256, H, W] |
# | 1x1 convolution, BatchNorm, **ReLU** | [64, 256, 1, 1] | [N, 64, H, W] |
# | 3x3 convolution, padding 1, BatchNorm, **ReLU** | [64, 64, 3, 3] | [N, 64, H, W] |
# | 1x1 convolution, BatchNorm | [256, 64, 1, 1] | [N, 256, H, W] |
# | add `x`, **ReLU** | | [N, 256, H, W] |
#
# The **three ReLUs** stand after the first BatchNorm, after the second, and after the addition. The order is always
# convolution, BatchNorm, ReLU. Every convolution has a BatchNorm of its own, because each BatchNorm remembers the mean
# and the variance of *its* layer.
#
# **Predict, then run.** How many weights does the bottleneck have, and how many would two 3x3 convolutions with 256
# channels have?

# %%
bottleneck = 256 * 64 * 1 * 1 + 64 * 64 * 3 * 3 + 64 * 256 * 1 * 1
basic = 2 * (256 * 256 * 3 * 3)
print(
    f"bottleneck {bottleneck:,} weights, two 3x3 convolutions {basic:,}: {basic / bottleneck:.0f} times as many"
)

# %% [markdown]
# That is the whole point of the bottleneck: the 3x3, the dear one, works where the channels are few.
#
# ### Why no bias
#
# A convolution's bias adds one constant to a whole channel, and the BatchNorm behind it subtracts the channel's mean:
# the constant is gone again. So `bias=False`.
#
# ### What the constructor refuses
#
# The addition needs $F(x)$ and $x$ to have one shape. The branch ends in `4 * width` channels, so the input must have
# `4 * width` as well. A block that is built with anything else should say so *when it is built*, with a `ValueError`,
# not three cells later in the middle of a forward pass.
#
# ### Adding without breaking
#
# `x += out` writes into the tensor that somebody handed you, and who knows what they still need it for.
# `out + x` makes a new one, and `out += x` writes into your own.

# %% [markdown]
# ## Your turn
#
# Layers that you can use (write `bias=False`; without it there is one): `nn.Conv2d(in_channels, out_channels, kernel_size,
# stride=1, padding=0, bias=False)`,
# `nn.BatchNorm2d(channels)`, `nn.ReLU()`. A module makes its layers in `__init__` and runs them in `forward`. Call
# them whatever you like: the checks look at what the block does, not at its names.


# %% nbgrader={"grade_id": "write-04-identity_block"}
class IdentityBlock(nn.Module):
    """A bottleneck whose shortcut is its input.

    Shapes: [N, 4*width, H, W] -> [N, 4*width, H, W].

    Args:
        in_channels: channels of the input; must be 4*width.
        width: channels inside the bottleneck.

    Raises:
        ValueError: in_channels is not 4*width; raised when the block is made.
    """

    def __init__(self, in_channels, width):
        super().__init__()
        ### BEGIN SOLUTION
        if in_channels != 4 * width:
            raise ValueError(f"in_channels must be 4*width = {4 * width}, and it is {in_channels}")
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.relu = nn.ReLU()
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return self.relu(out + x)
        ### END SOLUTION


# %% nbgrader={"grade_id": "04-identity_block"}
check("04.identity_block")

# %% [markdown]
# {hints:04.identity_block}

# %% [markdown]
# ### BatchNorm in two moods
#
# If the check of the running statistics is the one that fails: in train mode a BatchNorm normalises with the mean and
# variance of the batch that it is given, and moves its running mean and variance a tenth of the way towards them
# (`momentum=0.1`). In eval mode it uses the running ones and changes nothing. A BatchNorm that serves two layers in
# turn remembers a mixture of both, which is right for neither.

# %% [markdown]
# ## What it is good for: a block that does nothing
#
# Set the weight of the *last* BatchNorm to zero. The branch then gives zero, whatever the convolutions hold, and the
# block returns its input (which is not negative after an earlier ReLU). Deep networks are often started like this, so
# that a new network of 50 layers behaves like a shallow one.
#
# **Predict, then run.** Below, a real picture goes through twelve blocks in a row with random weights: once with the
# last BatchNorm's weight at zero, once as PyTorch makes it, once through the branches alone, without shortcuts. What
# will be left of the picture in each?

# %%
images, labels = read_split(LoaderConfig(), train=False)
picture, name = images[3].float() / 255, CLASSES[labels[3]]


def last_batchnorm(block):
    """The block's BatchNorm that comes last, whatever it is called."""
    return [module for module in block.modules() if isinstance(module, nn.BatchNorm2d)][-1]


def after_blocks(count, zero=False, shortcut=True):
    """The picture after `count` new blocks, as [3, 32, 32]; its three channels are repeated to make up the 12."""
    x = picture.repeat(4, 1, 1).unsqueeze(0)
    with torch.no_grad():
        for seed in range(count):
            torch.manual_seed(seed)
            block = IdentityBlock(12, 3).train()
            if zero:
                last_batchnorm(block).weight.zero_()
            # A hook gets what a layer returns, here the branch before the addition; lesson 10 explains hooks.
            branch = []
            last_batchnorm(block).register_forward_hook(
                lambda module, given, out, kept=branch: kept.append(out.clone())
            )
            y = block(x)
            x = y if shortcut else torch.relu(branch[0])
    return x[0, :3]


rows = [
    ("last BatchNorm weight 0", {"zero": True}),
    ("as PyTorch makes it", {}),
    ("without the shortcut", {"shortcut": False}),
]
depths = [0, 1, 4, 12]
figure, axes = plt.subplots(len(rows), len(depths), figsize=(8, 6.4), layout="constrained")
for line, (label, options) in zip(axes, rows, strict=True):
    for panel, depth in zip(line, depths, strict=True):
        shown = after_blocks(depth, **options)
        panel.imshow((shown / shown.max().clamp(min=1e-6)).permute(1, 2, 0))
        panel.set(xticks=[], yticks=[], title=f"after {depth} block{'s' * (depth != 1)}")
    line[0].set_ylabel(label)
show(
    figure,
    f"A picture ({name}) after 0, 1, 4 and 12 blocks. With the last BatchNorm weight at zero it stays the same "
    "picture; with random branches its outline is there to the end; without the shortcut it is noise soon.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# Row one is the identity, exactly: nothing is lost however many blocks there are. In row two every block adds its
# random branch to the picture, which is still underneath. In row three, without the shortcut, each block can only pass
# on what its own random convolutions make of the picture, and a few blocks are enough to destroy it. That is what the
# first gradient step of a plain deep network has to work with.
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - why a residual block adds its input, and what that does to the gradient;
# - why the last ReLU comes after the addition;
# - why the 3x3 convolution stands between two 1x1 convolutions;
# - why the convolutions have no bias, and why each has a BatchNorm of its own;
# - what happens when the last BatchNorm's weight starts at zero.
#
# The block keeps its input's shape, so twelve of them could never make a picture smaller. In the next lesson the
# shortcut learns to change shape.
#
# ## Further reading
#
# - K. He, X. Zhang, S. Ren, J. Sun: *Deep Residual Learning for Image Recognition*, CVPR 2016, arXiv:1512.03385:
#   sections 3.1 to 3.3, and figure 5.
# - K. He, X. Zhang, S. Ren, J. Sun: *Identity Mappings in Deep Residual Networks*, ECCV 2016, arXiv:1603.05027: what
#   happens when the ReLU after the addition goes away altogether.
# - P. Goyal et al.: *Accurate, Large Minibatch SGD*, 2017, arXiv:1706.02677, section 5.1: starting the last
#   BatchNorm's weight at zero.
