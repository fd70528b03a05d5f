# %% [markdown]
# # 02 · Convolution and BatchNorm
#
# **You will write** the two layers of which ResNet-50 is made, from sums and products: `conv_output_size`, `conv2d` and
# `BatchNorm2d`. After this lesson you use PyTorch's own, and you know what is in them.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points}: the size 1, the convolution 4, BatchNorm 5 |
# | You need | tensors, their shapes and indexing (lesson 01) |
# | Difficulty | ◆◆◆◇◇, importance ◆◆◆◆◇ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn

from autograder import check, show
from resnet_ref.cifar10 import LoaderConfig, read_split

_ = torch.manual_seed(0)

# %% [markdown]
# ## Why a window that slides
#
# A layer that looks at a whole picture of 32x32 pixels and three colours at once has 3,072 weights for *each* of its
# outputs, and what it learns about the upper left corner it has to learn again for the lower right. A **convolution**
# makes two assumptions, and both are true of pictures: what belongs together is close together, so look through a small
# window; and an edge is an edge wherever it stands, so use the same weights at every place.
#
# The weights of one window are a **kernel** or *filter*, for example 3x3 with 27 weights for three colours. It slides
# over the picture, and at each place gives one number: the sum of products of the window's pixels and the kernel's
# weights. The numbers make a new picture, a **feature map**. A layer has many kernels, and each gives one channel of the
# output.
#
# Two more words. The **stride** is how many pixels the window moves at a time. **Padding** puts a border of zeros round
# the picture first, so that the window can also stand at the edge.


# %% jupyter={"source_hidden": true}
def draw_grid(axes, values, title, colours):
    """Draw numbers in squares; `colours` maps (row, column) to the colour of a square."""
    height, width = values.shape
    for row in range(height):
        for column in range(width):
            face = colours.get((row, column), "white")
            axes.add_patch(plt.Rectangle((column, -row), 1, -1, facecolor=face, edgecolor="#888888"))
            axes.text(
                column + 0.5, -row - 0.5, int(values[row, column]), ha="center", va="center", fontsize=9
            )
    axes.set(xlim=(-0.1, width + 0.1), ylim=(-height - 0.1, 0.1), aspect="equal", title=title)
    axes.axis("off")


picture = F.pad(torch.tensor([[0, 0, 1, 1, 1]] * 5), (1, 1, 1, 1))
kernel = torch.tensor([[-1, 0, 1]] * 3)
result = F.conv2d(picture[None, None].float(), kernel[None, None].float(), stride=2)[0, 0]
first, last = "#9dc3e6", "#f4b183"  # the colours of two places, and of what comes out of them
border = {(r, c): "#eeeeee" for r in range(7) for c in range(7) if {r, c} & {0, 6}}
windows = {(r, c): first for r in range(3) for c in range(2, 5)}
windows |= {(r, c): last for r in range(4, 7) for c in range(4, 7)}
figure, (left, middle, right) = plt.subplots(
    1, 3, figsize=(8.5, 3.6), width_ratios=[5, 3, 3], layout="constrained"
)
draw_grid(left, picture, "picture\n5x5, padding 1", border | windows)
draw_grid(middle, kernel, "kernel\n3x3", {})
draw_grid(right, result, "feature map\n3x3, stride 2", {(0, 1): first, (2, 2): last})
show(
    figure,
    "A picture of 5x5 pixels in a border of zeros, each row of it 0 0 1 1 1, and a kernel with -1 0 1 in each of its three "
    "rows. The feature map is 0 2 -2, 0 3 -3, 0 2 -2. A blue window, in rows 1 to 3 and columns 3 to 5 of the bordered "
    "picture, holds 0 0 0, 0 1 1, 0 1 1 and gives the blue 2; an orange one, in the lower right corner, holds 1 1 0, 1 1 0, "
    "0 0 0 and gives the orange -2.",
)

# %% [markdown]
# In this picture 0 is dark and 1 is bright. Look at the blue window: its nine pixels times the nine weights, added up, are the blue number. And at the orange one.
# What does this kernel find? And what does it find at the right edge that is not in the picture?
#
# <details><summary>Answer</summary>
#
# Places where it gets brighter from left to right: there its number is large, and where all is of one brightness it is 0.
# At the right edge its number is negative: it gets darker there, but only because the zeros of the border look like
# darkness. The kernel finds the end of the picture.
#
# </details>

# %% [markdown]
# ## How large is the output
#
# Before anything is computed: how many places are there for the window? A **number for paper**: a row of 5 pixels and a
# window of 3. It can begin at pixel 0, 1 and 2, so there are 3 places. With a padding of 1 the row is 7 long, and there
# are 5. With padding 1 and stride 2 the window begins at 0, 2 and 4: 3 places.
#
# In general: the first place is always there. After it, the window can move on by $\text{size} + 2\,\text{padding} -
# \text{kernel}$ pixels, in steps of the stride, and an unfinished step does not count.
#
# **Predict, then open.** The first layer of ResNet-50 has a window of 7, stride 2 and padding 3. What does it make of 224
# pixels? And of 225?
#
# <details><summary>Answer</summary>
#
# $224 + 6 - 7 = 223$ pixels to move on, which is 111 whole steps of 2, and the first place: 112. For 225 pixels it is 224,
# 112 steps, 113.
#
# </details>


# %% nbgrader={"grade_id": "write-02-output_size"}
def conv_output_size(size, kernel, stride=1, padding=0):
    """Number of places for a window that slides along one dimension.

    Args:
        size: pixels of the input.
        kernel: pixels of the window.
        stride: pixels from one place to the next.
        padding: pixels added at both ends, so many that the window fits at least once.

    Returns:
        an int.
    """
    ### BEGIN SOLUTION
    return (size + 2 * padding - kernel) // stride + 1
    ### END SOLUTION


# %% nbgrader={"grade_id": "02-output_size"}
check("02.output_size")

# %% [markdown]
# {hints:02.output_size}

# %% [markdown]
# ## A convolution by hand
#
# Now the values. With $C$ input channels, a kernel of $k \times k$ pixels, stride $s$, and $x$ already padded:
#
# $$y_{n,\,o,\,i,\,j} = \sum_{c=0}^{C-1}\;\sum_{u=0}^{k-1}\;\sum_{v=0}^{k-1}
# w_{o,\,c,\,u,\,v}\; x_{n,\,c,\,s i + u,\,s j + v}$$
#
# Read it aloud once: for picture $n$ and output channel $o$, at place $(i, j)$, go through all channels and through the
# window, multiply, add up. (In mathematics a convolution turns the kernel round first. No network does; what all of them
# compute is called *cross-correlation* there. So do not flip the kernel.)
#
# A **number for paper**: one channel, a window of 2x2, no padding.
#
# $$\begin{pmatrix} 1 & 2 & 0 \\ 0 & 1 & 3 \\ 2 & 0 & 1 \end{pmatrix} \;\star\;
# \begin{pmatrix} 1 & 0 \\ 0 & -1 \end{pmatrix} = \begin{pmatrix} 1 - 1 & 2 - 3 \\ 0 - 0 & 1 - 1 \end{pmatrix} =
# \begin{pmatrix} 0 & -1 \\ 0 & 0 \end{pmatrix}$$
#
# Seven loops would do, and would take minutes for one batch. There is a better way: **lay all windows side by side, and a
# convolution is one matrix product**. `F.unfold` lays them out. For `x` of shape [N, C, H, W] it gives
# [N, C·k·k, L]: L places, and for each place a column with the C·k·k pixels of its window, channel by channel, row by
# row. A kernel [C, k, k] that is flattened to a row of C·k·k numbers is in the same order.

# %%
x = torch.tensor([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]]).reshape(1, 1, 3, 3)
windows = F.unfold(x, kernel_size=2)
print("windows", list(windows.shape))
print(windows[0])

# %% [markdown]
# Four columns, one for each place; the first is 1, 2, 0, 1: the upper left window.
#
# **Predict, then open.** `weight` is [K, C, k, k], and `windows` is [N, C·k·k, L]. Which shapes have to be multiplied,
# and what shape does the result have? And what is left to do?
#
# <details><summary>Answer</summary>
#
# `weight.flatten(1)` is [K, C·k·k], since `flatten(1)` joins all dimensions from number 1 on. The matrix product (`@`) with
# [N, C·k·k, L] is [N, K, L]: PyTorch does it for every picture of the batch. Left to do: L is height times width of the
# output, and has to become two dimensions again, with the sizes that `conv_output_size` gives. `.reshape(...)` does that.
#
# </details>
#
# PyTorch's own convolution is not allowed here: `F.conv2d`, `nn.Conv2d` and their relatives. `F.unfold` and `F.pad` are.
#
# From lesson 03 on networks learn, and they do so through **gradients**, which PyTorch follows back from the output to
# `x` and `weight` through every operation on the way. It can only follow what happens to tensors: `.item()`, `.detach()`,
# `.data`, `.numpy()` and `torch.tensor(...)` copy the numbers out and leave the way back behind, and the output looks just
# the same. Writing results into a tensor, `out[i] = ...`, is fine.


# %% nbgrader={"grade_id": "write-02-conv2d"}
def conv2d(x, weight, stride=1, padding=0):
    """Slide square kernels over pictures (cross-correlation, zero padding, no bias).

    Args:
        x: float [N, C, H, W].
        weight: float [K, C, k, k], one kernel for each output channel.
        stride: pixels from one place to the next, in both directions.
        padding: zeros added on all four sides.

    Returns:
        float [N, K, H', W'], where H' and W' are as conv_output_size says. Gradients flow from it to x and to weight.
    """
    ### BEGIN SOLUTION
    kernel = weight.shape[-1]
    height = conv_output_size(x.shape[2], kernel, stride, padding)
    width = conv_output_size(x.shape[3], kernel, stride, padding)
    windows = F.unfold(x, kernel, padding=padding, stride=stride)
    return (weight.flatten(1) @ windows).reshape(len(x), len(weight), height, width)
    ### END SOLUTION


# %% nbgrader={"grade_id": "02-conv2d"}
check("02.conv2d")

# %% [markdown]
# {hints:02.conv2d}

# %% [markdown]
# ### What a convolution does to a picture
#
# Nobody writes kernels by hand any more; a network learns them. But some are known by name, and it is worth seeing once
# what they do. **Predict, then run.** Below are four of them. Which ones give a black picture where everything is of one
# colour?

# %%
images, _labels = read_split(LoaderConfig(), train=False)
picture = images[1:2].float() / 255
kernels = {
    "mean of nine": torch.ones(3, 3) / 9,
    "edges from left to right": torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "edges from top to bottom": torch.tensor([[-1.0, -2, -1], [0, 0, 0], [1, 2, 1]]),
    "sharper": torch.tensor([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
}
figure, axes = plt.subplots(1, 5, figsize=(12, 2.8), layout="constrained")
axes[0].imshow(picture[0].permute(1, 2, 0))  # matplotlib wants the colours last
axes[0].set_title("the picture", fontsize=10)
for panel, (name, kernel) in zip(axes[1:], kernels.items(), strict=True):
    over_all_colours = kernel.expand(1, 3, 3, 3) / 3  # the same 3x3 for red, green and blue: their mean
    panel.imshow(conv2d(picture, over_all_colours, padding=1)[0, 0].abs().clamp(0, 1), cmap="gray")
    panel.set_title(name, fontsize=10)
for panel in axes:
    panel.set(xticks=[], yticks=[])
show(
    figure,
    "A photograph of 32 by 32 pixels, and four feature maps of it made by your conv2d: blurred; upright edges; level "
    "edges; sharpened. Inside the picture the two edge maps are black wherever it does not change.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# The two edge kernels: their weights add up to zero, so where all pixels of the window are the same, plus and minus cancel.
# In lesson 10 you will find kernels much like these in a trained network, which invented them by itself.
#
# </details>

# %% [markdown]
# ## BatchNorm by hand
#
# What comes out of a convolution can be of any size. If it grows a little from layer to layer, fifty layers make it
# enormous, and if it shrinks, nothing is left. **BatchNorm** stands behind every convolution of a ResNet and puts each
# channel back on one scale. For every channel $c$ it takes the mean and the variance over *all pictures of the batch and
# all pixels*,
#
# $$\mu_c = \frac{1}{m} \sum_{n,i,j} x_{n,c,i,j},\qquad
# \sigma_c^2 = \frac{1}{m} \sum_{n,i,j} (x_{n,c,i,j} - \mu_c)^2, \qquad m = N \cdot H \cdot W,$$
#
# normalises with them, and then gives the channel a scale $\gamma_c$ and a shift $\beta_c$ that are *learnt*:
#
# $$y_{n,c,i,j} = \gamma_c\,\frac{x_{n,c,i,j} - \mu_c}{\sqrt{\sigma_c^2 + \varepsilon}} + \beta_c .$$
#
# $\varepsilon$ is a very small number that keeps a channel of one constant value from being divided by zero. A **number
# for paper**: a channel holds 1, 3, 3 and 5. Its mean is 3, its variance $(4 + 0 + 0 + 4)/4 = 2$, and without
# $\varepsilon$, $\gamma$ and $\beta$ it becomes $-1.41, 0, 0, 1.41$.
#
# With tensors: `x.mean(dim=(0, 2, 3))` takes the mean over dimensions 0, 2 and 3 and leaves one number per channel, [C].
# To subtract it from `x`, [N, C, H, W], it needs the shape [C, 1, 1]: `mean[:, None, None]`, or with
# `keepdim=True` it keeps its dimensions from the start. `x.var(dim=..., correction=0)` is the variance as above;
# `correction=1`, PyTorch's default, divides by $m - 1$.
#
# ## Running statistics
#
# In training a batch is normalised with its own mean and variance. When the network is *used*, there may be no batch,
# only one picture, and its answer should not depend on which other pictures come along. So BatchNorm has two modes:
#
# - in **train mode** it uses the batch's statistics, and on the side keeps an average of them, the *running* mean and
#   variance;
# - in **eval mode** it uses the running ones, and changes nothing.
#
# The average moves a tenth of the way with every batch (`momentum=0.1`):
#
# $$\text{running} \leftarrow 0.9 \cdot \text{running} + 0.1 \cdot \text{of this batch}.$$
#
# One subtlety that PyTorch has, and so do you: the *running* variance is an estimate for pictures to come, and takes the
# variance that divides by $m - 1$ (`correction=1`); the batch itself is normalised with the one that divides by $m$. And
# the running statistics are a by-product: no gradient should flow through them. `with torch.no_grad():` computes without
# remembering anything for gradients.
#
# **Predict, then open.** A new BatchNorm has running mean 0 and sees a batch with mean 10, three times. What is the
# running mean then?
#
# <details><summary>Answer</summary>
#
# 1, then 1.9, then 2.71. It takes about thirty batches to get close to 10 (9.6). That is why a network that has seen only a
# few batches does badly in eval mode.
#
# </details>
#
# ## Parameters and buffers
#
# A layer in PyTorch is a class that inherits from `nn.Module`. It makes what it owns in `__init__`, after
# `super().__init__()`, and computes in `forward`; calling the layer, `layer(x)`, calls `forward`. It can own two kinds of
# tensors:
#
# - a **parameter** is learnt: `self.weight = nn.Parameter(torch.ones(num_features))`. Training finds it and changes it;
# - a **buffer** belongs to the layer, is saved with it and moves to the GPU with it, but nothing learns it:
#   `self.register_buffer("running_mean", torch.zeros(num_features))`. From then on it is `self.running_mean`.
#
# $\gamma$ and $\beta$ (`weight` and `bias`) are parameters and start at 1 and 0. `running_mean` and `running_var` are
# buffers and start at 0 and 1. Every module knows its mode as `self.training`, True or False; `layer.train()` and
# `layer.eval()` set it. A method whose name ends in an underscore, such as `x.add_(1)`, changes the tensor itself.


# %% nbgrader={"grade_id": "write-02-batchnorm"}
class BatchNorm2d(nn.Module):
    """Normalise each channel over the batch and all pixels, then scale by weight and shift by bias.

    In train mode with the batch's own mean and variance, through which gradients flow; in eval mode with the running
    statistics.

    Shapes: [N, num_features, H, W] -> the same.

    Args:
        num_features: channels of the input.
        eps: added to the variance.
        momentum: share of the newest batch in the running statistics.

    Attributes:
        weight, bias: parameters, float [num_features], 1 and 0 at first.
        running_mean, running_var: buffers, float [num_features], 0 and 1 at first.
    """

    def __init__(self, num_features, eps=1e-5, momentum=0.1):
        super().__init__()
        ### BEGIN SOLUTION
        self.eps, self.momentum = eps, momentum
        self.weight = nn.Parameter(torch.ones(num_features))
        self.bias = nn.Parameter(torch.zeros(num_features))
        self.register_buffer("running_mean", torch.zeros(num_features))
        self.register_buffer("running_var", torch.ones(num_features))
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        if self.training:
            mean, var = x.mean(dim=(0, 2, 3)), x.var(dim=(0, 2, 3), correction=0)
            with torch.no_grad():
                sample_var = x.var(dim=(0, 2, 3), correction=1)
                self.running_mean.mul_(1 - self.momentum).add_(self.momentum * mean)
                self.running_var.mul_(1 - self.momentum).add_(self.momentum * sample_var)
        else:
            mean, var = self.running_mean, self.running_var
        normal = (x - mean[:, None, None]) / (var[:, None, None] + self.eps).sqrt()
        return self.weight[:, None, None] * normal + self.bias[:, None, None]
        ### END SOLUTION


# %% nbgrader={"grade_id": "02-batchnorm"}
check("02.batchnorm")

# %% [markdown]
# {hints:02.batchnorm}

# %% [markdown]
# ## What it is good for: the same picture in two companies
#
# **Predict, then run.** One picture goes through your BatchNorm in train mode twice: once among seven other pictures,
# once among seven *dark* ones. Then in eval mode, after fifty batches. Which of the results differ?

# %%
layer = BatchNorm2d(3)
layer.train()
with torch.no_grad():
    for batch in images[:400].split(8):
        layer(batch.float() / 255)
    bright = images[:8].float() / 255
    dark = torch.cat([bright[:1], bright[1:] * 0.2])
    among = {}
    for mode in ("train", "eval"):
        getattr(layer, mode)()
        for company, batch in (("among others", bright), ("among dark ones", dark)):
            among[f"{mode} mode, {company}"] = layer(batch)[0]

figure, axes = plt.subplots(1, 5, figsize=(12, 2.9), layout="constrained")
axes[0].imshow(bright[0].permute(1, 2, 0))
axes[0].set_title("the picture", fontsize=10)
for panel, (title, values) in zip(axes[1:], among.items(), strict=True):
    panel.imshow((values * 0.25 + 0.5).clamp(0, 1).permute(1, 2, 0))
    panel.set_title(f"{title}\nmean {values.mean():.2f}", fontsize=10)
for panel in axes:
    panel.set(xticks=[], yticks=[])
show(
    figure,
    "A picture after BatchNorm. In train mode it comes out much brighter among dark pictures than among others; in eval "
    "mode it comes out the same in both companies.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# In train mode "bright" means brighter than the rest of this batch, so the answer depends on the company. In eval mode
# the scale is fixed. Remember that when a network gives good results in training and strange ones afterwards: the first
# question is always *in which mode was it?*
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - how large the output of a convolution is, and why;
# - what a convolution computes, and why one matrix product does it;
# - over which dimensions BatchNorm takes its mean, and what it does in its two modes;
# - the difference between a parameter and a buffer.
#
# From here on the lessons use PyTorch's `nn.Conv2d` and `nn.BatchNorm2d`. They do what yours do, faster.
#
# ## Further reading
#
# - V. Dumoulin, F. Visin: *A guide to convolution arithmetic for deep learning*, 2016, arXiv:1603.07285: sizes, with a
#   picture for every case.
# - S. Ioffe, C. Szegedy: *Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift*,
#   ICML 2015, arXiv:1502.03167: algorithms 1 and 2.
# - S. Santurkar et al.: *How Does Batch Normalization Help Optimization?*, NeurIPS 2018, arXiv:1805.11604: why it helps,
#   which is not why its authors thought it does.
