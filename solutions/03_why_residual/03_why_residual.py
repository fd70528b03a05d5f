# %% [markdown]
# # 03 · Why residual
#
# **You will write** two blocks that differ by one addition, `PlainBlock` and `ResidualBlock`, and an instrument,
# `gradient_norms`, that shows what the addition does. Then you look at networks of 20 and of 56 layers with it.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points} |
# | You need | convolution and BatchNorm, modules and parameters (lesson 02) |
# | Difficulty | ◆◆◇◇◇, importance ◆◆◆◆◆ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn

from autograder import being_graded, check, show
from resnet_ref.cifar10 import LoaderConfig
from resnet_ref.load_data import create_cifar10_loaders

_ = torch.manual_seed(0)

# %% [markdown]
# ## The more, the worse
#
# A network with more layers can do all that one with fewer can: let the additional ones hand on what they get. So a deeper
# network should never be worse, at least not on the pictures it learns from. In 2015 He et al. tried it on CIFAR-10, with 20
# layers and with 56 of the same kind, and the 56 were worse: not only on the test pictures, which would be learning by
# heart, but **on the training pictures too** (figure 1 of the paper). The network *could* do it. Gradient descent did not
# find the way.
#
# So much for "just add layers". One addition put an end to the problem, and this lesson is about that addition.
#
# ## A plain block
#
# The networks in question are rows of equal blocks. Each block is two times the same three things, 3x3 convolution,
# BatchNorm, ReLU:
#
# | step | output |
# |---|---|
# | input `x` | [N, C, H, W] |
# | 3x3 convolution, padding 1, no bias; BatchNorm; ReLU | [N, C, H, W] |
# | 3x3 convolution, padding 1, no bias; BatchNorm; ReLU | [N, C, H, W] |
#
# **ReLU** is the simplest thing that is not linear: `relu(x)` is x where x is positive, and 0 elsewhere. (Two
# convolutions with nothing between them would only be one larger convolution.) With the padding of 1 a 3x3 keeps the
# picture's size. And a convolution with a BatchNorm behind it needs no bias: the BatchNorm takes any constant away again.
#
# From now on you use PyTorch's layers: `nn.Conv2d(in_channels, out_channels, kernel_size, stride=1, padding=0,
# bias=False)`, `nn.BatchNorm2d(channels)`, `nn.ReLU()`. They are modules, like your own BatchNorm. Make them in
# `__init__`, call them in `forward`. Each BatchNorm keeps statistics of *its* layer, so a block needs two of them; a ReLU
# keeps nothing and can be used twice. Write `bias=False` out: PyTorch's default is True.
#
# ## One addition
#
# The residual block is the plain block, and before its last ReLU it adds the input:
#
# $$\text{plain: } y = \mathrm{ReLU}\bigl(F(x)\bigr) \qquad\qquad \text{residual: } y = \mathrm{ReLU}\bigl(F(x) + x\bigr)$$
#
# where $F$ is convolution, BatchNorm, ReLU, convolution, BatchNorm. What the convolutions learn is then no longer the whole
# answer but what is to be *changed* about the input, the rest, the **residual**. To hand on what it got, a residual block
# has to learn $F(x) = 0$, which is easy; a plain one has to learn $F(x) = x$ with two convolutions and a ReLU.
#
# And the way back? How wrong an answer is, is measured by one number, the **loss**, and its derivative by a weight, the
# **gradient**, says where to move the weight. This gradient passes through every block from its output to its input,
# and is multiplied by the block's derivative each time. A **number for paper**: if that derivative is 0.8, then 27
# plain blocks multiply the gradient by $0.8^{27} = 0.002$; if it is 1.2, by 137. A product of many numbers vanishes or
# explodes. The residual block's derivative is a sum, $\dfrac{\partial}{\partial x}\bigl(F(x) + x\bigr) = F'(x) + 1$:
# multiply 27 of those out, and one term is $1 \cdot 1 \cdots 1$, the gradient itself, handed on through all shortcuts
# (where the last ReLU is open).
#
# Make a new tensor for the sum, `out + x`. `x += out` would write into a tensor that belongs to whoever called you.


# %% jupyter={"source_hidden": true}
def draw(axes, title, shortcut):
    """Draw a block of two convolutions from top to bottom, with or without a shortcut."""
    axes.set(xlim=(-2, 3.4), ylim=(-5.2, 1), title=title)
    axes.axis("off")

    def arrow(*points):
        axes.plot(*zip(*points[:-1], strict=True), color="black", linewidth=1.2)
        axes.annotate("", points[-1], points[-2], arrowprops={"arrowstyle": "-|>", "color": "black"})

    def box(y, text):
        style = {"boxstyle": "round,pad=0.35", "facecolor": "#dce9f5"}
        axes.text(0, y, text, ha="center", va="center", bbox=style)

    axes.text(0.15, 0.75, "x")
    arrow((0, 1), (0, -0.25))
    box(-0.55, "3x3 convolution, BN")
    arrow((0, -0.85), (0, -1.75))
    axes.text(0.15, -1.35, "ReLU", fontsize=9)
    box(-2.05, "3x3 convolution, BN")
    if shortcut:
        arrow((0, -2.35), (0, -3.05))
        axes.text(0, -3.3, "+", ha="center", va="center", bbox={"boxstyle": "circle", "facecolor": "white"})
        arrow((0, 0.5), (2.2, 0.5), (2.2, -3.3), (0.3, -3.3))
        axes.text(2.3, -1.4, "shortcut", fontsize=9)
        arrow((0, -3.55), (0, -4.9))
    else:
        arrow((0, -2.35), (0, -4.9))
    axes.text(0.15, -4.3, "ReLU", fontsize=9)


figure, (left, right) = plt.subplots(1, 2, figsize=(7.5, 3.8), layout="constrained")
draw(left, "PlainBlock", shortcut=False)
draw(right, "ResidualBlock", shortcut=True)
show(
    figure,
    "Two blocks of two 3x3 convolutions, each with BatchNorm, and a ReLU after the first. Left: then the last ReLU. "
    "Right: an arrow carries the input round both convolutions to an addition, and the last ReLU comes after it.",
)

# %% [markdown]
# **Predict, then open.** What would change if the residual block added $x$ *after* its last ReLU?
#
# <details><summary>Answer</summary>
#
# $\mathrm{ReLU}(F(x))$ is never negative, so the block could only ever make values larger. Over many blocks they would
# grow and grow, and no block could take back what another has added.
#
# </details>


# %% nbgrader={"grade_id": "write-03-blocks"}
class PlainBlock(nn.Module):
    """3x3 convolution, BatchNorm, ReLU, 3x3 convolution, BatchNorm, ReLU; the convolutions have no bias.

    The BatchNorms have torch's default settings.

    Shapes: [N, channels, H, W] -> the same.
    """

    def __init__(self, channels):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU()
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        out = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(out)))
        ### END SOLUTION


class ResidualBlock(nn.Module):
    """A PlainBlock that adds its input before the last ReLU.

    Shapes: [N, channels, H, W] -> the same.
    """

    def __init__(self, channels):
        super().__init__()
        ### BEGIN SOLUTION
        self.conv1 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.relu = nn.ReLU()
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        out = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(out)) + x)
        ### END SOLUTION


# %% nbgrader={"grade_id": "03-blocks"}
check("03.blocks")

# %% [markdown]
# {hints:03.blocks}

# %% [markdown]
# ## How much gradient arrives
#
# Now the instrument. Take a network and one batch, work out the loss, send the gradient back, and write down for every
# convolution how long the gradient of its weight is.
#
# What there is to know about gradients in PyTorch:
#
# - the network's answer for a batch are **logits** [N, K], one score per class. `F.cross_entropy(logits, labels)` turns them
#   into a **loss**, one number, the mean over the batch: it applies the **softmax** itself, which turns scores into
#   probabilities that add up to 1, so hand it the logits as they are;
# - `loss.backward()` works out the derivative of the loss by every parameter, and *adds* it to what stands in the
#   parameter's `.grad`. What stood there before must go first: `model.zero_grad()`;
# - the **norm** of a tensor is its length, the root of the sum of its squares. `parameter.grad.norm()`. A **number for
#   paper**: the gradient (3, 0, -4) has norm 5;
# - `model.named_parameters()` goes through all parameters with their names. Convolution weights are those with four
#   dimensions, `parameter.dim() == 4`: biases and BatchNorm's parameters have one, a linear layer's weight has two;
# - `.item()` makes a Python number of a tensor with one value.
#
# An instrument should not change what it measures. So do not switch the model's mode: if it is in train mode, it stays
# there. (Its `.grad` is overwritten, and in train mode BatchNorm's running statistics move. Both are all right here.)


# %% nbgrader={"grade_id": "write-03-gradient_norms"}
def gradient_norms(model, images, labels):
    """How long the gradient of each convolution's weight is, for one batch.

    Args:
        model: gives logits [N, K]; stays in the mode in which it is.
        images: float [N, C, H, W].
        labels: int64 [N] class numbers.

    Returns:
        dict from each convolution weight's parameter name to the L2 norm, a float, of the gradient of the mean
        cross-entropy.
    """
    ### BEGIN SOLUTION
    model.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    weights = {name: weight for name, weight in model.named_parameters() if weight.dim() == 4}
    return {name: weight.grad.norm().item() for name, weight in weights.items()}
    ### END SOLUTION


# %% nbgrader={"grade_id": "03-gradient_norms"}
check("03.gradient_norms")

# %% [markdown]
# {hints:03.gradient_norms}

# %% [markdown]
# ## What it is good for: 20 layers and 56
#
# Four networks: plain and residual, 20 layers and 56. Each is one convolution, then 9 or 27 of your blocks, then the mean
# over the picture and a linear layer. None of them has been trained. One batch of real pictures goes through each.
#
# **Predict, then run.** How will the norms change from the last layer back to the first one, in a plain network of 56
# layers? Will they shrink, stay, or grow?


# %%
def network(block, depth, channels=12):
    """A network of `depth` layers: one convolution, blocks of two, one linear layer; * puts a list's items in a row."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, channels, kernel_size=3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        *[block(channels) for _ in range((depth - 2) // 2)],
        nn.AdaptiveAvgPool2d(1),  # the mean of each channel
        nn.Flatten(),
        nn.Linear(channels, 10),
    )


loaders = create_cifar10_loaders(LoaderConfig(batch_size=64))
images, labels = next(iter(loaders.train))
figure, panels = plt.subplots(1, 2, figsize=(11, 3.6), layout="constrained", sharey=True)
spread = {}
for panel, depth in zip(panels, (20, 56), strict=True):
    for block, style in ((PlainBlock, "o--"), (ResidualBlock, "s-")):
        norms = list(gradient_norms(network(block, depth), images, labels).values())
        panel.plot(range(1, len(norms) + 1), norms, style, markersize=3, label=block.__name__)
        spread[block.__name__, depth] = max(norms) / min(norms)
    panel.set(yscale="log", xlabel="convolution, from the first to the last", title=f"{depth} layers")
    panel.legend()
panels[0].set_ylabel("norm of the gradient")
show(
    figure,
    "Norm of the gradient at every convolution, on a logarithmic scale, for 20 and 56 layers. In the plain network of 56 "
    "layers it grows more than a thousandfold from the last convolution back to the first; in the residual ones it "
    "stays within a factor of about six.",
)
for (name, depth), factor in spread.items():
    print(f"{name:<14} {depth} layers: largest norm {factor:,.0f} times the smallest")

# %% [markdown]
# <details><summary>What you see</summary>
#
# In the plain network the gradient *grows* on its way back, by about a third with every block: 27 blocks make a factor
# of more than a thousand. (You may have expected it to vanish, and without BatchNorm it would. BatchNorm keeps the
# signal on its way forward from fading, and the price is a gradient that explodes on its way back.) Now choose a
# learning rate, the one number by which all gradients are multiplied to make a step. One that suits the last layers
# throws the first ones off at the first step; one that suits the first leaves the last where they are.
#
# In the residual networks all layers hear about as much of the loss, whether there are 20 of them or 56. One addition.
#
# </details>
#
# ### Does it matter for learning?
#
# **Predict, then run.** A plain and a residual network of 32 layers, sixty batches each at one learning rate. Which has
# the lower loss at the end?

# %%
STEPS = 2 if being_graded() else 60  # graders look at your functions, not at how far they get

figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
for block, style in ((PlainBlock, "--"), (ResidualBlock, "-")):
    model = network(block, depth=32)
    torch.manual_seed(1)
    losses = []
    # Five lines that lesson 07 takes apart: the optimizer moves every parameter a little against its gradient.
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    for _, (images, labels) in zip(range(STEPS), loaders.train, strict=False):
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    smooth = [sum(losses[max(0, i - 9) : i + 1]) / len(losses[max(0, i - 9) : i + 1]) for i in range(STEPS)]
    axes.plot(range(1, STEPS + 1), smooth, style, label=f"{block.__name__}: {smooth[-1]:.2f} at the end")
axes.set(xlabel="batch", ylabel="loss, mean of ten batches")
axes.legend()
show(
    figure,
    "Loss over sixty batches of a plain and a residual network of 32 layers; the residual one falls much faster.",
)

# %% [markdown]
# ## What you can now explain
#
# - what He et al. found in 2015 that nobody had expected, and why it was not learning by heart;
# - why handing on the input is easy for a residual block and hard for a plain one;
# - what the addition does to the gradient;
# - why a gradient that is too large in the first layers is as bad as one that is too small.
#
# The next lesson builds the block of ResNet-50, with three convolutions instead of two.
#
# ## Further reading
#
# - K. He, X. Zhang, S. Ren, J. Sun: *Deep Residual Learning for Image Recognition*, CVPR 2016, arXiv:1512.03385:
#   sections 1 and 3.1, and section 4.2 for CIFAR-10.
# - A. Veit, M. Wilber, S. Belongie: *Residual Networks Behave Like Ensembles of Relatively Shallow Networks*, NeurIPS
#   2016, arXiv:1605.06431: what happens when single blocks are taken out of a trained network.
# - G. Yang et al.: *A Mean Field Theory of Batch Normalization*, ICLR 2019, arXiv:1902.08129: why the gradient of plain
#   networks with BatchNorm explodes.
# - D. Balduzzi et al.: *The Shattered Gradients Problem: If resnets are the answer, then what is the question?*, ICML
#   2017, arXiv:1702.08591.
