# %% [markdown]
# # 05 · The convolutional block
#
# **You will write** `ConvolutionalBlock`, the block that opens each of the four stages of ResNet-50. It may change the
# number of channels and halve the picture, so its shortcut cannot be the input as it is: the shortcut learns to change
# shape as well.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points} |
# | You need | output sizes of a convolution (lesson 02), the identity block (lesson 04) |
# | Difficulty | ◆◆◇◇◇, importance ◆◆◆◆◇ |
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
from resnet_ref.convolution import conv_output_size
from resnet_ref.identity_block import IdentityBlock

_ = torch.manual_seed(0)

# %% [markdown]
# ## Two summands that do not fit
#
# An identity block gives back the shape it was given. Fifty of those in a row would look at the picture at one size
# from beginning to end. A network for images does something else: stage by stage it trades *where* for *what*, half
# the height, half the width, and more channels.
#
# Try that with the block of lesson 04 and the addition breaks. Take an input `x` of shape [N, 256, 56, 56] and let the
# branch give what the next stage wants, [N, 512, 28, 28]:
#
# $$\underbrace{F(x)}_{[N,\,512,\,28,\,28]} + \underbrace{x}_{[N,\,256,\,56,\,56]}\qquad\text{has no meaning.}$$
#
# **Predict, then run.** What will PyTorch say, and which of the four numbers will it complain about?

# %%
try:
    torch.zeros(2, 512, 28, 28) + torch.zeros(2, 256, 56, 56)
except RuntimeError as error:
    print(error)

# %% [markdown]
# It reads shapes from the right and stops at the first pair that differs. Height and channels do not fit either.
#
# ## A shortcut that projects
#
# He et al. (sections 3.3 and 4.1) tried three repairs. **Option A** keeps one pixel in four and fills the missing channels
# with zeros. **Option B** puts a 1x1 convolution on the shortcut wherever the shape changes. **Option C** puts one on
# every shortcut. B was better than A, because the channels that A adds learn nothing from the shortcut; C was hardly
# better than B and costs more. ResNet-50 is option B:
#
# $$y = \mathrm{ReLU}\bigl(F(x) + W_s x\bigr)$$
#
# where $W_s$ is a 1x1 convolution with the block's stride, and a BatchNorm after it. Such a convolution is a matrix
# that is applied to the channels of one pixel at a time: it mixes channels and never looks at neighbours. It *projects*
# the input into the space where the sum takes place.
#
# A **number for paper**: at one pixel let the input have two channels, $x = (2, 1)$, and let the block have three,
# with
#
# $$W_s = \begin{pmatrix} 1 & 0 \\ 0 & 1 \\ 1 & -1 \end{pmatrix},\quad W_s x = (2, 1, 1),\quad F(x) = (-3, 0, 1),
# \quad y = \mathrm{ReLU}(-1, 1, 2) = (0, 1, 2).$$
#
# **Predict, then open.** There is no ReLU on the shortcut. What would be lost if there were one?
#
# <details><summary>Answer</summary>
#
# The projection could then only ever add something. Where $W_s x$ is negative the shortcut would give zero, and its
# gradient with it: the one way on which the gradient passes without obstacles would be shut for half of the values. The
# one ReLU, after the addition, sees the sum.
#
# </details>


# %% jupyter={"source_hidden": true}
def draw_block(axes, title, layers, shortcut):
    """Draw a residual block: the main path from top to bottom, and what stands on the shortcut."""
    axes.set(xlim=(-2, 5.2), ylim=(-1.1 * len(layers) - 1.6, 1.2), title=title)
    axes.axis("off")

    def arrow(*points):
        axes.plot(*zip(*points[:-1], strict=True), color="black", linewidth=1.2)
        axes.annotate("", points[-1], points[-2], arrowprops={"arrowstyle": "-|>", "color": "black"})

    def box(x, y, text, colour):
        patch = FancyBboxPatch((x - 1.3, y - 0.55), 2.6, 0.5, boxstyle="round,pad=0.04", facecolor=colour)
        axes.add_patch(patch)
        axes.text(x, y - 0.3, text, ha="center", va="center")

    axes.text(0.15, 0.75, "x")
    arrow((0, 1.1), (0, 0))
    for index, (layer, after) in enumerate(layers):
        y = -1.1 * index
        box(0, y, layer, "#dce9f5")
        axes.text(0.15, y - 0.85, after, fontsize=9)
        arrow((0, y - 0.6), (0, y - 1.1))
    end = -1.1 * len(layers)
    if shortcut:
        middle = end / 2
        arrow((0, 0.5), (3, 0.5), (3, middle + 0.3))
        box(3, middle + 0.3, shortcut, "#fbe3cf")
        axes.text(3.15, middle - 0.55, "BN", fontsize=9)
        arrow((3, middle - 0.3), (3, end - 0.25), (0.28, end - 0.25))
    else:
        arrow((0, 0.5), (2, 0.5), (2, end - 0.25), (0.28, end - 0.25))
        axes.text(2.1, end / 2, "the input\nitself", fontsize=9, va="center")
    axes.text(0, end - 0.25, "+", ha="center", va="center", bbox={"boxstyle": "circle", "facecolor": "white"})
    arrow((0, end - 0.5), (0, end - 1.4))
    axes.text(0.15, end - 0.95, "ReLU", fontsize=9)


figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.4), layout="constrained")
identity = [("1x1, 64", "BN, ReLU"), ("3x3, 64", "BN, ReLU"), ("1x1, 256", "BN")]
projecting = [("1x1, 128", "BN, ReLU"), ("3x3, 128, /2", "BN, ReLU"), ("1x1, 512", "BN")]
draw_block(left, "Identity block: 256 channels stay 256", identity, None)
draw_block(right, "Convolutional block: 256 become 512, /2", projecting, "1x1, 512, /2")
show(
    figure,
    "Two bottlenecks. Left, lesson 04: the input itself goes round the three convolutions. Right, this lesson: the "
    "3x3 convolution has stride 2, and on the shortcut stands a 1x1 convolution with stride 2 and a BatchNorm.",
)

# %% [markdown]
# ("/2" is how the paper writes a stride of 2.) Step by step, for `ConvolutionalBlock(256, 128, stride=2)`:
#
# | path | step | weight | output |
# |---|---|---|---|
# | | input `x` | | [N, 256, 56, 56] |
# | main | 1x1 convolution, BatchNorm, ReLU | [128, 256, 1, 1] | [N, 128, 56, 56] |
# | main | 3x3 convolution, **stride 2**, padding 1, BatchNorm, ReLU | [128, 128, 3, 3] | [N, 128, 28, 28] |
# | main | 1x1 convolution, BatchNorm | [512, 128, 1, 1] | [N, 512, 28, 28] |
# | shortcut | 1x1 convolution, **stride 2**, BatchNorm | [512, 256, 1, 1] | [N, 512, 28, 28] |
# | | add, ReLU | | [N, 512, 28, 28] |
#
# Both paths must shrink an odd size alike, or the sum breaks for some pictures and not for others. You wrote the
# formula in lesson 02:

# %%
for size in (56, 57, 32, 7):
    main = conv_output_size(size, kernel=3, stride=2, padding=1)
    short = conv_output_size(size, kernel=1, stride=2, padding=0)
    print(f"{size:2} -> main path {main}, shortcut {short}")

# %% [markdown]
# A 3x3 with padding 1 and a 1x1 with no padding agree for every size and every stride. That is why the paddings are
# what they are.
#
# The first stage is a special case: its picture is as large as it should be already, so its first block has stride 1.
# It still needs the projection, because its channels change (64 become 256). In this course the convolutional block
# **always** projects, also where input and output happen to have one shape. Whoever wants the input as it is takes an
# `IdentityBlock`.

# %% [markdown]
# ## Where the stride stands
#
# Three convolutions on the main path, and one of them has to take the stride. The paper puts it on the first 1x1.
# torchvision, and nearly every ResNet-50 you will meet, puts it on the 3x3. The two are called **v1** and **v1.5**. They
# have the same layers, the same parameters and the same output shapes, and they are different networks.
#
# **Predict, then open.** A 1x1 convolution with stride 2 looks at which of the pixels of its input?
#
# <details><summary>Answer</summary>
#
# At the upper left pixel of every 2x2 square, so at one in four. The other three are never looked at by anything on the
# main path, and as the shortcut skips the same ones, by anything in the block: three quarters of what the stage before
# has worked out are thrown away unseen. A 3x3 with stride 2 steps by two as well, but its window is three wide, so
# every pixel is in some window.
#
# </details>
#
# v1.5 costs 6% more arithmetic (4.09 instead of 3.86 thousand million multiply-adds for a picture of 224 pixels) and
# brings, by NVIDIA's account, about half a point of accuracy on ImageNet. Write v1.5: the stride stands on the 3x3.

# %% [markdown]
# ## Your turn
#
# The layers are those of lesson 04 (write `bias=False`; without it there is one): `nn.Conv2d(in_channels, out_channels, kernel_size, stride=1, padding=0,
# bias=False)`, `nn.BatchNorm2d(channels)`, `nn.ReLU()`. There are four convolutions now, and each has its own
# BatchNorm.


# %% nbgrader={"grade_id": "write-05-convolutional_block"}
class ConvolutionalBlock(nn.Module):
    """A bottleneck whose shortcut is a 1x1 convolution and a BatchNorm, also where the shape stays the same.

    Shapes: [N, in_channels, H, W] -> [N, 4*width, ceil(H/stride), ceil(W/stride)].

    Args:
        in_channels: channels of the input, any number.
        width: channels inside the bottleneck.
        stride: step of the block; on the main path the 3x3 convolution takes it.
    """

    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, 4 * width, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.projection = nn.Conv2d(in_channels, 4 * width, kernel_size=1, stride=stride, bias=False)
        self.projection_bn = nn.BatchNorm2d(4 * width)
        self.relu = nn.ReLU()
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.relu(self.bn2(self.conv2(out)))
        out = self.bn3(self.conv3(out))
        return self.relu(out + self.projection_bn(self.projection(x)))
        ### END SOLUTION


# %% nbgrader={"grade_id": "05-convolutional_block"}
check("05.convolutional_block")

# %% [markdown]
# {hints:05.convolutional_block}

# %% [markdown]
# ## What it is good for: which pixels are seen
#
# The answer about the strided 1x1 can be made visible. Feed a picture through a block, add up all outputs, and ask for
# the gradient of that sum with respect to the *input*. A pixel whose gradient is zero could change as it likes; the
# block would never notice.
#
# Below that is done for three main paths, without the shortcut: the stride on the first 1x1 (v1), on the 3x3 (v1.5,
# yours), and your block with stride 1.
#
# **Predict, then run.** Which share of the pixels does each of them see?

# %%
images, labels = read_split(LoaderConfig(), train=False)
picture, name = images[10].float() / 255, CLASSES[labels[10]]


def convolutions(block):
    """The block's convolutions in the order in which they were made, with their strides."""
    return [module for module in block.modules() if isinstance(module, nn.Conv2d)]


def seen_by_the_main_path(stride, on_the_first=False):
    """How strongly each pixel of the picture moves the main path's output, [32, 32]; 0 is not at all."""
    torch.manual_seed(1)
    block = ConvolutionalBlock(3, 8, stride=stride).eval()
    if on_the_first:  # move the stride from the 3x3 to the first 1x1 on the main path
        wide = next(conv for conv in convolutions(block) if conv.kernel_size == (3, 3))
        narrow = next(conv for conv in convolutions(block) if conv.out_channels == 8 and conv is not wide)
        wide.stride, narrow.stride = narrow.stride, wide.stride
    # The shortcut out of the way: a 1x1 convolution from the input to 4*width channels, here all zeros.
    next(
        conv for conv in convolutions(block) if conv.in_channels == 3 and conv.out_channels == 32
    ).weight.data.zero_()
    x = picture.unsqueeze(0).requires_grad_()
    out = block(x)
    (out * torch.randn(out.shape)).sum().backward()
    return x.grad[0].abs().sum(0)


rows = {
    "stride 2 on the first 1x1 (v1)": seen_by_the_main_path(2, on_the_first=True),
    "stride 2 on the 3x3 (v1.5)": seen_by_the_main_path(2),
    "stride 1": seen_by_the_main_path(1),
}
figure, axes = plt.subplots(1, 4, figsize=(11, 3.3), layout="constrained")
axes[0].imshow(picture.permute(1, 2, 0))
axes[0].set_title(f"the picture: {name}", fontsize=10)
for panel, (label, seen) in zip(axes[1:], rows.items(), strict=True):
    panel.imshow(seen > 0, cmap="gray", vmin=0, vmax=1)
    panel.set_title(f"{label}\n{(seen > 0).float().mean():.0%} of the pixels are seen", fontsize=10)
for panel in axes:
    panel.set(xticks=[], yticks=[])
show(
    figure,
    "A picture of 32 by 32 pixels, and which of its pixels three blocks see, white for seen. With the stride on the "
    "first 1x1 it is a lattice of one pixel in four; with the stride on the 3x3, and with stride 1, it is nearly all.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# v1 sees a lattice, one pixel in four. v1.5 sees all of them and still gives an output of half the size. (A pixel is
# black with v1.5 only where a ReLU happened to shut every way through it.)
#
# And the shortcut of *your* block? It is a strided 1x1 and looks at the same lattice as v1. There it does less harm,
# because the main path sees the rest. Later ResNets (the "D" of He, T. et al. below) average 2x2 squares before the
# projection and gain a little from it.
#
# </details>
#
# ## One block of each kind
#
# A stage of ResNet-50 is one convolutional block and several identity blocks. Here is a whole stage at work, with the
# shapes and the price of each kind of block. (`IdentityBlock` comes from the reference; your own does the same.)

# %%
stage = nn.Sequential(ConvolutionalBlock(256, 128), IdentityBlock(512, 128), IdentityBlock(512, 128))
x = torch.randn(1, 256, 56, 56)
print(f"{'input':<20} {list(x.shape)}")
for block in stage:
    x = block(x)
    weights = sum(parameter.numel() for parameter in block.parameters())
    print(f"{type(block).__name__:<20} {list(x.shape)}   {weights:,} parameters")

# %% [markdown]
# **Predict, then open.** Which layer makes the convolutional block so much dearer than the identity block?
#
# <details><summary>Answer</summary>
#
# The projection: 256 · 512 = 131,072 weights, nearly half as many as a whole identity block has. That is one reason why
# option C, a projection on every shortcut, was not worth its price.
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - why the shortcut has to project where the shape changes, and why it has a BatchNorm and no ReLU;
# - what a 1x1 convolution can do, and what it cannot;
# - why both paths shrink odd sizes alike;
# - what the difference between v1 and v1.5 is, and why no parameter count can tell them apart.
#
# You have both kinds of block now. In the next lesson sixteen of them become a ResNet-50.
#
# ## Further reading
#
# - K. He, X. Zhang, S. Ren, J. Sun: *Deep Residual Learning for Image Recognition*, CVPR 2016, arXiv:1512.03385:
#   sections 3.3 and 4.1 for the three options, table 3 for what they bring.
# - NVIDIA: *ResNet-50 v1.5 for PyTorch*, model card: the difference of the two versions and its price.
# - T. He et al.: *Bag of Tricks for Image Classification with Convolutional Neural Networks*, CVPR 2019,
#   arXiv:1812.01187, section 4: what else can be done about pixels that nobody sees.
