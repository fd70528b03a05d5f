# %% [markdown]
# # 06 · Fifty layers
#
# **You will write** `make_stage` and `ResNet50`: sixteen blocks in four stages, with a stem before them and a head behind
# them. Then `initialize_weights`, which decides how the network starts, and `count_parameters`, which gives you a
# number that you can look up: 25,557,032.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points}: the stage 3, the network 6, the start 3, the count 1 |
# | You need | both blocks (lessons 04 and 05), output sizes (lesson 02) |
# | Difficulty | ◆◆◆◇◇, importance ◆◆◆◆◆ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import math

import matplotlib.pyplot as plt
import torch
from torch import nn

from autograder import check, show
from resnet_ref.cifar10 import CLASSES, LoaderConfig, read_split
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock

_ = torch.manual_seed(0)

# %% [markdown]
# The two blocks come from the reference, so that a mistake in lesson 04 or 05 does not cost you twice. They are called
# `ConvolutionalBlock(in_channels, width, stride=2)` and `IdentityBlock(in_channels, width)`, like yours; inside, their
# three BatchNorms are called `bn1`, `bn2` and `bn3`, in the order in which they run.

# %% [markdown]
# ## The whole network
#
# The **stem** is the first layer or two, and makes the first feature maps; the **head** turns the last ones into one
# score per class. Under each part stand its blocks, its channels, and the size of its maps for a picture of 224 pixels
# and, with another stem, for one of 32. Both stems come further down.

# %% jupyter={"source_hidden": true}
stages = [(3, 256, 56, 32), (4, 512, 28, 16), (6, 1024, 14, 8), (3, 2048, 7, 4)]
figure, axes = plt.subplots(figsize=(10, 3), layout="constrained")


def draw_bar(x, height, colour, width=0.8):
    """Draw a part of the network, as high as its maps; returns where the next one begins."""
    axes.add_patch(plt.Rectangle((x, -height / 2), width, height, facecolor=colour, edgecolor="#555555"))
    return x + width + 0.15


def write(middle, text):
    axes.text(middle, -1.35, text, ha="center", va="top", fontsize=9)


x = draw_bar(0, 2.0, "#eeeeee", 1.2)
write(0.6, "stem\n\n64 channels\n56x56\n32x32")
for number, (blocks, channels, large, small) in enumerate(stages, start=1):
    x += 0.35
    start = x
    for block in range(blocks):
        x = draw_bar(x, 2.0 * large / 56, "#dce9f5" if block else "#fbe3cf")
    write(
        (start + x - 0.15) / 2,
        f"stage {number}\n{blocks} blocks\n{channels}\n{large}x{large}\n{small}x{small}",
    )
x = draw_bar(x + 0.35, 0.12, "#eeeeee", 1.2)
write(x - 0.75, "head\n\none score\nper class")
for line, (colour, label) in enumerate((("#fbe3cf", "convolutional block"), ("#dce9f5", "identity block"))):
    axes.add_patch(
        plt.Rectangle((x - 4.2, 1.1 - 0.4 * line), 0.3, 0.22, facecolor=colour, edgecolor="#555555")
    )
    axes.text(x - 3.8, 1.1 - 0.4 * line, label, fontsize=9)
axes.text(-0.3, -1.35, "\n\n\nfrom 224x224\nfrom 32x32", ha="right", va="top", fontsize=9)
axes.set(xlim=(-2.2, x), ylim=(-2.55, 1.45))
axes.axis("off")
show(
    figure,
    "ResNet-50 from left to right: a stem, four stages of 3, 4, 6 and 3 blocks, a head. The first block of each stage "
    "is a convolutional block, all others are identity blocks. From stage to stage the maps are half as high and half as wide and the "
    "channels twice as many, 256, 512, 1024 and 2048: of a picture of 224x224 the stages make maps of 56, 28, 14 and 7 "
    "pixels; of one of 32x32, with the stem for small pictures, 32, 16, 8 and 4.",
)

# %% [markdown]
# ## One stage
#
# A **stage** is a row of blocks that work at one size. Its first block changes the shape and is a convolutional block.
# All others keep it and are identity blocks:
#
# $$[N, C, H, W]\;\xrightarrow{\text{convolutional, stride } s}\;[N, 4w, H/s, W/s]\;
# \xrightarrow{\text{identity}}\;[N, 4w, H/s, W/s]\;\xrightarrow{\text{identity}}\;\cdots$$
#
# A **number for paper**: the second stage of ResNet-50 gets 256 channels and has width $w = 128$, 4 blocks and
# stride 2. A picture of 56 pixels leaves it as [N, 512, 28, 28].
#
# `nn.Sequential(a, b, c)` is a module that runs `a`, then `b`, then `c`. To hand it a list, unpack the list with a star:
# `nn.Sequential(*blocks)`.
#
# **Predict, then open.** What is wrong with `[IdentityBlock(512, 128)] * 3`?
#
# <details><summary>Answer</summary>
#
# The star repeats the *list*, not the block: three places in the list, and one block that stands in all of them. It
# would run three times with the same weights, and the stage would have a third of the parameters. Every block has to be
# made anew, for example in a loop.
#
# </details>


# %% nbgrader={"grade_id": "write-06-make_stage"}
def make_stage(in_channels, width, blocks, stride):
    """One stage: a ConvolutionalBlock that changes the shape, then blocks - 1 IdentityBlocks.

    Shapes: [N, in_channels, H, W] -> [N, 4*width, ceil(H/stride), ceil(W/stride)].

    Args:
        in_channels: channels of the stage's input.
        width: channels inside the bottlenecks.
        blocks: number of blocks, at least 1.
        stride: of the first block.

    Returns:
        nn.Sequential of the blocks.
    """
    ### BEGIN SOLUTION
    stage = [ConvolutionalBlock(in_channels, width, stride)]
    for _ in range(blocks - 1):
        stage.append(IdentityBlock(4 * width, width))
    return nn.Sequential(*stage)
    ### END SOLUTION


# %% nbgrader={"grade_id": "06-make_stage"}
check("06.make_stage")

# %% [markdown]
# {hints:06.make_stage}

# %% [markdown]
# ## Stem, stages, head
#
# The whole network is a row of six things. This is table 1 of the paper for a picture of 224 pixels, `width=64`:
#
# | part | what it is | output |
# |---|---|---|
# | stem | 7x7 convolution, stride 2; BatchNorm; ReLU | [N, 64, 112, 112] |
# | | 3x3 max-pooling, stride 2, padding 1 | [N, 64, 56, 56] |
# | stage 1 | 3 blocks, width 64, stride **1** | [N, 256, 56, 56] |
# | stage 2 | 4 blocks, width 128, stride 2 | [N, 512, 28, 28] |
# | stage 3 | 6 blocks, width 256, stride 2 | [N, 1024, 14, 14] |
# | stage 4 | 3 blocks, width 512, stride 2 | [N, 2048, 7, 7] |
# | head | mean over all pixels | [N, 2048] |
# | | one linear layer | [N, 1000] |
#
# From stage to stage the width doubles and the picture halves, so a block of any stage costs about the same. The first stage has
# stride 1, because the pooling has shrunk the picture for it already.
#
# **Predict, then run.** Why is it called ResNet-*50*? Count the layers that have weights to multiply with, and leave the
# projections on the shortcuts out.

# %%
blocks = (3, 4, 6, 3)
print(f"stem 1 + {sum(blocks)} blocks of 3 convolutions + head 1 = {1 + 3 * sum(blocks) + 1} layers")

# %% [markdown]
# ## Two stems
#
# The stem of the table divides the picture by four before the first block sees it. For 224 pixels that is a good
# bargain. A CIFAR picture has 32 pixels: the stem would leave 8, and the last stage would work on a single one. So there
# are two stems:
#
# | stem | layers | 32 pixels become |
# |---|---|---|
# | `"imagenet"` | 7x7 convolution, stride 2, padding 3; BatchNorm; ReLU; 3x3 max-pooling, stride 2, padding 1 | 8, 8, 4, 2, 1 |
# | `"cifar"` | 3x3 convolution, stride 1, padding 1; BatchNorm; ReLU; no pooling | 32, 32, 16, 8, 4 |
#
# (Pixels after the stem and after each of the four stages.) Both convolutions have no bias, for the reason you know
# from lesson 04. `nn.MaxPool2d(kernel_size, stride, padding)` takes the largest value of each window.
#
# **Predict, then open.** What would the padding of the max-pooling change if it were 0, for 112 pixels?
#
# <details><summary>Answer</summary>
#
# $\lfloor (112 - 3) / 2 \rfloor + 1 = 55$ instead of $\lfloor (112 + 2 - 3) / 2 \rfloor + 1 = 56$: the network still
# runs, every later size is off by a little, and weights trained by others would see a picture that is shifted by a
# pixel.
#
# </details>
#
# ## The head
#
# After the last stage there are `32 * width` channels, each a small map. **Global average pooling** takes the mean of
# each map, whatever its size, and that is why a ResNet takes pictures of any size. Then one linear layer turns
# `32 * width` numbers into one score per class, and that is the end: **no softmax**. The scores are called *logits*, and
# the loss of lesson 07 applies the softmax itself.
#
# For the mean, `nn.AdaptiveAvgPool2d(1)` gives [N, C, 1, 1], and `x.flatten(1)` makes [N, C] of it;
# `x.mean(dim=(2, 3))` does both at once.

# %% [markdown]
# ## Your turn
#
# `width=64` is the paper's network. Smaller ones, such as `width=16`, have the same fifty layers and fit on a laptop:
# everything in the table that says 64 is `width`.


# %% nbgrader={"grade_id": "write-06-resnet50"}
class ResNet50(nn.Module):
    """The 50-layer network: stem, stages of 3, 4, 6 and 3 bottleneck blocks, and head.

    Shapes: [N, 3, H, W] -> logits [N, num_classes], for any H and W.

    Args:
        num_classes: number of classes K.
        width: channels of the stem and inside the first stage's blocks.
        stem: "cifar" (3x3, stride 1, no pooling) or "imagenet" (7x7, stride 2, then max-pooling).
    """

    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__()
        ### BEGIN SOLUTION
        if stem == "imagenet":
            convolution = nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False)
            pooling = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        else:
            convolution = nn.Conv2d(3, width, kernel_size=3, padding=1, bias=False)
            pooling = nn.Identity()
        self.stem = nn.Sequential(convolution, nn.BatchNorm2d(width), nn.ReLU(), pooling)
        self.layer1 = make_stage(width, width, blocks=3, stride=1)
        self.layer2 = make_stage(4 * width, 2 * width, blocks=4, stride=2)
        self.layer3 = make_stage(8 * width, 4 * width, blocks=6, stride=2)
        self.layer4 = make_stage(16 * width, 8 * width, blocks=3, stride=2)
        self.fc = nn.Linear(32 * width, num_classes)
        ### END SOLUTION

    def forward(self, images):
        ### BEGIN SOLUTION
        x = self.stem(images)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean(dim=(2, 3)))
        ### END SOLUTION


# %% nbgrader={"grade_id": "06-resnet50"}
check("06.resnet50")

# %% [markdown]
# {hints:06.resnet50}

# %% [markdown]
# ## What it is good for: a picture on its way through fifty layers
#
# Here is your own network with a real picture in it. A hook (lesson 10 explains it) keeps what each of the sixteen
# blocks gives; what is drawn is the mean over the block's channels.
#
# **Predict, then run.** The network is not trained at all. How far down will you recognise the picture, with each stem?

# %%
images, labels = read_split(LoaderConfig(), train=False)
picture, name = images[5].float() / 255, CLASSES[labels[5]]


def through_the_blocks(model):
    """What each block of the model gives for the picture, in the order in which they run: a list of [C, H, W]."""
    kept = []
    blocks = [m for m in model.modules() if isinstance(m, (IdentityBlock, ConvolutionalBlock))]
    handles = [
        block.register_forward_hook(lambda module, given, out: kept.append(out[0])) for block in blocks
    ]
    with torch.no_grad():
        model.eval()(picture.unsqueeze(0))
    for handle in handles:
        handle.remove()
    return kept


figure, axes = plt.subplots(2, 17, figsize=(15, 2.6), layout="constrained")
for line, stem in zip(axes, ("cifar", "imagenet"), strict=True):
    torch.manual_seed(0)
    maps = through_the_blocks(ResNet50(width=16, stem=stem))
    line[0].imshow(picture.permute(1, 2, 0))
    line[0].set_title("32", fontsize=9)
    line[0].set_ylabel(f'"{stem}"')
    for panel, values in zip(line[1:], maps, strict=True):
        panel.imshow(values.mean(0), cmap="gray")
        panel.set_title(f"{values.shape[-1]}", fontsize=9)
for panel in axes.flat:
    panel.set(xticks=[], yticks=[])
show(
    figure,
    f"A picture ({name}) and the mean map after each of the sixteen blocks, for both stems, with the map's size in "
    "pixels. With the CIFAR stem maps of 32, 16, 8 and 4 pixels; with the ImageNet stem 8, 4, 2 and a single pixel.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# With the CIFAR stem the picture can be made out through the first stages, although nothing has been trained: the
# shortcuts carry it. With the ImageNet stem it is 8 pixels wide before the first block. All that the last stage gives
# is a single pixel, and the 3x3 convolutions of its last two blocks see nothing else but padding. The project that this
# course grew out of got 68% of CIFAR-10's test pictures right with it in ten epochs; with the other stem, and time, 93%
# and more are usual. And in lesson 11, a map of one pixel could not show *where* the network looks.
#
# </details>

# %% [markdown]
# ## Weights to start from
#
# Before the first step of training, all weights are random numbers. How large should they be? Let a convolution have
# $n$ inputs per output ($n = C_{\text{in}} k^2$), and let its weights be independent with mean 0 and variance
# $\sigma^2$. Then
#
# $$\mathrm{Var}(y) = n\,\sigma^2\;\mathrm{E}[x^2].$$
#
# If $x$ came out of a ReLU, half of a symmetric distribution was cut away, so $\mathrm{E}[x^2] = \tfrac12
# \mathrm{Var}(y_{\text{before}})$. The variance stays the same from layer to layer just if $\sigma^2 = 2/n$: He's rule. A
# **number for paper**: a 3x3 convolution of 64 channels has $n = 576$, so $\sigma = \sqrt{2/576} \approx 0.059$. With
# $\sigma = 0.01$ each layer would multiply the deviation by $0.17$, and fifty layers by $10^{-38}$.
#
# The gradient comes back through the same weights, and there the number that counts is how many outputs each input feeds:
# **fan-out**, $C_{\text{out}} k^2$, instead of **fan-in**, $C_{\text{in}} k^2$. ResNets are started with fan-out.
#
# **Predict, then run.** Fifty convolutions with ReLU in between, no BatchNorm and no shortcuts: how large is the signal
# after each of them?

# %%
depth, channels = 50, 32
figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
for label, sigma, style in (
    ("σ = 0.02", 0.02, ":"),
    ("He: σ = √(2/n) = 0.083", math.sqrt(2 / (9 * channels)), "-"),
    ("σ = 0.2", 0.2, "--"),
):
    torch.manual_seed(0)
    x, deviations = torch.randn(4, channels, 16, 16), []
    for _ in range(depth):
        weight = sigma * torch.randn(channels, channels, 3, 3)
        x = torch.relu(nn.functional.conv2d(x, weight, padding=1))
        deviations.append(x.std().item())
    axes.plot(range(1, depth + 1), deviations, style, label=label)
axes.set(yscale="log", xlabel="layer", ylabel="deviation of the signal")
axes.legend()
show(
    figure,
    "Deviation of the signal over fifty layers, on a logarithmic scale. With weights of deviation 0.02 it falls to "
    "nothing, with 0.2 it explodes, and with He's rule it stays within a factor of about a hundred.",
)

# %% [markdown]
# BatchNorm sets the scale right after every convolution and forgives a lot, but not all. What remains is the start of
# the *blocks*. In lesson 04 you saw what happens when the last BatchNorm of a block has weight 0: the block gives its
# shortcut, and a network of fifty layers starts out as a shallow one. Goyal et al. found that this makes the first steps
# with large learning rates safer. So:
#
# - every convolution: normal, mean 0, $\sigma = \sqrt{2 / \text{fan-out}}$. `nn.init.kaiming_normal_(weight,
#   mode="fan_out", nonlinearity="relu")` does it, in place;
# - every BatchNorm: weight 1, bias 0;
# - then the **last BatchNorm of the main path of every block**: weight 0. That is `bn3` in the blocks of this lesson, and
#   not the BatchNorm on the shortcut.
#
# `nn.init.ones_(tensor)` and `nn.init.zeros_(tensor)` set all values, in place, as PyTorch says with the underscore.
# `model.modules()` goes through all modules of a model, those inside other modules too, and `isinstance(module,
# nn.Conv2d)` asks one what it is.


# %% nbgrader={"grade_id": "write-06-initialise"}
def initialize_weights(model):
    """Give a network of IdentityBlocks and ConvolutionalBlocks its starting weights, in place.

    Every parameter stays the tensor that it is: an optimizer that was made before still knows it.

    Convolutions: He normal, fan-out. BatchNorm: weight 1, bias 0, and the last one on each block's main path weight 0.

    Args:
        model: a network such as ResNet50; its blocks' last BatchNorm is called bn3.
    """
    ### BEGIN SOLUTION
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
    for module in model.modules():
        if isinstance(module, (IdentityBlock, ConvolutionalBlock)):
            nn.init.zeros_(module.bn3.weight)
    ### END SOLUTION


# %% nbgrader={"grade_id": "06-initialise"}
check("06.initialise")

# %% [markdown]
# {hints:06.initialise}

# %% [markdown]
# ## Counting parameters
#
# A **parameter** is a tensor that training changes. `model.parameters()` goes through them; each knows its number of
# values (`parameter.numel()`) and whether it is being trained (`parameter.requires_grad`). A *frozen* parameter, one
# with `requires_grad` False, does not count here: it has nothing to learn. Running means and variances are *buffers*
# and no parameters at all.


# %% nbgrader={"grade_id": "write-06-count_parameters"}
def count_parameters(model):
    """Number of trainable values in a model, as an int; a parameter that two layers share counts once."""
    ### BEGIN SOLUTION
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    ### END SOLUTION


# %% nbgrader={"grade_id": "06-count_parameters"}
check("06.count_parameters")

# %% [markdown]
# {hints:06.count_parameters}

# %% [markdown]
# **Predict, then run.** Below are four networks. Which of them has more parameters than its neighbour, and by about how
# much? (Think of where the stem and the number of classes enter.)

# %%
for title, model in {
    "1000 classes, ImageNet stem (the paper's)": ResNet50(1000, stem="imagenet"),
    "10 classes, ImageNet stem": ResNet50(10, stem="imagenet"),
    "10 classes, CIFAR stem": ResNet50(10),
    "10 classes, CIFAR stem, width 16": ResNet50(10, width=16),
}.items():
    print(f"{title:<44} {count_parameters(model):>12,}")

# %% [markdown]
# 25,557,032 is what every table of networks gives for ResNet-50. A quarter of the width has about a *sixteenth* of the
# parameters, because a convolution's weight has the width in it twice.
#
# And where do they stand? Most of the parameters are in the last stages, where the channels are many. The arithmetic is
# spread more evenly: there the pictures are small, and each weight is used at fewer places.

# %%
parts = dict(ResNet50().named_children())
total = count_parameters(ResNet50())
for part, module in parts.items():
    count = count_parameters(module)
    print(f"{part:<8} {count:>12,} {'█' * round(40 * count / total)}")

# %% [markdown]
# ## What you can now explain
#
# - how a ResNet-50 is put together, and where its fifty layers are;
# - why a stage begins with a convolutional block and goes on with identity blocks;
# - why pictures of 32 pixels want another stem than pictures of 224;
# - why the head takes a mean, and why there is no softmax;
# - how large random weights should be, and why the last BatchNorm of a block starts at zero.
#
# The network stands. It knows nothing yet: in the next lesson it learns.
#
# ## Further reading
#
# - K. He, X. Zhang, S. Ren, J. Sun: *Deep Residual Learning for Image Recognition*, CVPR 2016, arXiv:1512.03385,
#   section 3.3 and table 1.
# - K. He, X. Zhang, S. Ren, J. Sun: *Delving Deep into Rectifiers*, ICCV 2015, arXiv:1502.01852, section 2.2: the
#   derivation of He's rule, forwards and backwards.
# - P. Goyal et al.: *Accurate, Large Minibatch SGD*, 2017, arXiv:1706.02677, section 5.1: starting blocks at zero.
# - S. Ioffe, C. Szegedy: *Batch Normalization*, ICML 2015, arXiv:1502.03167: why BatchNorm forgives so much.
