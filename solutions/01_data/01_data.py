# %% [markdown]
# # 01 · The data
#
# **You will write** what stands between files on a disk and a network: `channel_statistics`, which finds a mistake that
# was copied for years; `cifar10_transforms`, which turns bytes into numbers that a network likes; and
# `create_cifar10_loaders`, which serves them in batches.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points}: the statistics 2, the transforms 3, the loaders 3 |
# | You need | Python, and an idea of what a neural network does; no PyTorch |
# | Difficulty | ◆◆◇◇◇, importance ◆◆◆◆◇ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like, and below that there are hints, folded.
# "Predict, then run" is meant: who guesses first remembers longer.

# %%
import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch.utils.data import DataLoader

from autograder import check, show
from resnet_ref.cifar10 import CLASSES, LoaderConfig, Loaders, read_split

_ = torch.manual_seed(0)

# %% [markdown]
# ## Looking at the images
#
# CIFAR-10 is 60,000 photographs of 32x32 pixels in ten classes, 50,000 of them for training and 10,000 for testing. A
# fair sample of it, 5,000 and 2,000, comes with the course. `read_split` reads it.

# %%
images, labels = read_split(LoaderConfig(), train=True)
print("images", images.shape, images.dtype)
print("labels", labels.shape, labels.dtype, labels[:10])
print("classes", CLASSES)

# %% [markdown]
# These are **tensors**, PyTorch's arrays. Every tensor has a *shape* and a *dtype*, the type of its numbers. The shape
# [5000, 3, 32, 32] is read from left to right: 5,000 images, of 3 colours each (red, green, blue; called *channels*), of
# 32 rows, of 32 columns. This order, [N, C, H, W], is the one of the whole course. `uint8` is a whole number from 0 to
# 255, a byte.
#
# What you need of tensors today:
#
# | | |
# |---|---|
# | `images[7]` | image number 7, [3, 32, 32] |
# | `images[:, 0]` | the red channel of all images, [5000, 32, 32] |
# | `images[labels == 3]` | all cats |
# | `images[torch.tensor([4, 0, 9])]` | three images, in that order |
# | `x.float()` | the same as 32-bit floating-point numbers |
# | `x.sum(dim=(0, 2, 3))` | the sum over dimensions 0, 2 and 3; what is left is [3]. `x.mean(dim=...)` is the mean |
# | `x.sqrt()`, `x.square()` | the root and the square of every number |
# | `x.flip(-1)` | the last dimension from back to front |
# | `mean[:, None, None]` | [3] becomes [3, 1, 1], so that it can be subtracted from [3, 32, 32] channel by channel |
#
# matplotlib wants the colours last, [32, 32, 3], and `permute(1, 2, 0)` puts them there.

# %%
figure, axes = plt.subplots(2, 10, figsize=(12, 2.9), layout="constrained")
for k, name in enumerate(CLASSES):
    for panel, image in zip(axes[:, k], images[labels == k], strict=False):
        panel.imshow(image.permute(1, 2, 0))
        panel.set(xticks=[], yticks=[])
    axes[0, k].set_title(name, fontsize=10)
show(figure, f"Two photographs of each of the ten classes, very coarse: {', '.join(CLASSES)}.")

# %% [markdown]
# ## One mean and one deviation per channel
#
# A network learns best from numbers around zero that are neither large nor small. So from each channel we shall subtract
# its mean, and divide by its standard deviation. First we need them: over *all images and all pixels*, one mean and one
# deviation for red, one for green, one for blue. For channel $c$, with $m = N \cdot H \cdot W$ pixels and values $x$ in
# 0..1,
#
# $$\mu_c = \frac{1}{m}\sum x, \qquad \sigma_c = \sqrt{\frac{1}{m} \sum (x - \mu_c)^2}.$$
#
# A **number for paper**: two images of one channel and two pixels each, (0, 0.2) and (0.8, 1.0). All four together have
# the mean 0.5 and the deviation $\sqrt{(0.25 + 0.09 + 0.09 + 0.25)/4} = 0.41$.
#
# **Predict, then open.** Each of the two images has a deviation of its own, 0.1. The mean of the two is 0.1. Why is that so
# much less than 0.41?
#
# <details><summary>Answer</summary>
#
# The deviation *within* an image does not know that one image is dark and the other bright. What differs *between*
# images is lost. For CIFAR-10 this mistake gives 0.2023, 0.1994, 0.2010, and you find these three numbers in hundreds of
# programs, copied from one to the next. You will see below by how much they are wrong.
#
# </details>
#
# Two more traps. The square of a byte does not fit into a byte, and `mean` refuses whole numbers, so convert first. And
# float32 keeps about seven digits, while there are millions of pixels: `x.double()`, 64-bit numbers, keeps sixteen.


# %% nbgrader={"grade_id": "write-01-channel_statistics"}
def channel_statistics(images):
    """Mean and standard deviation of each channel over all pixels of all images.

    Args:
        images: uint8 [N, 3, H, W].

    Returns:
        (mean, std), float32 [3] each, in units of 0..1; std is the population's, which divides by the number of
        pixels.
    """
    ### BEGIN SOLUTION
    values = images.double() / 255
    mean = values.mean(dim=(0, 2, 3))
    std = (values - mean[:, None, None]).square().mean(dim=(0, 2, 3)).sqrt()
    return mean.float(), std.float()
    ### END SOLUTION


# %% nbgrader={"grade_id": "01-channel_statistics"}
check("01.channel_statistics")

# %% [markdown]
# {hints:01.channel_statistics}

# %% [markdown]
# ### The copied numbers
#
# Here are your numbers beside the copied ones, and what becomes of the pixels if they are normalised with each: the
# deviation should be 1 then.

# %%
mean, std = channel_statistics(images)
copied = torch.tensor([0.2023, 0.1994, 0.2010])
print("deviation, yours ", [round(value, 4) for value in std.tolist()])
print("deviation, copied", [round(value, 4) for value in copied.tolist()])

figure, panels = plt.subplots(1, 2, figsize=(10, 3), layout="constrained", sharey=True)
for panel, (title, deviation) in zip(panels, {"your": std, "the copied": copied}.items(), strict=True):
    normalised = (images[:1000].float() / 255 - mean[:, None, None]) / deviation[:, None, None]
    for k, colour in enumerate(("red", "green", "blue")):
        values = normalised[:, k].flatten()
        line = ("-", "--", ":")[k]
        counts, edges = torch.histogram(values, bins=60, range=(-3, 3), density=True)
        panel.plot(edges[:-1], counts, line, color=colour, label=f"{colour}: {values.std():.2f}")
    panel.set(title=f"normalised with {title} deviation", xlabel="value")
    panel.legend(title="deviation afterwards")
show(
    figure,
    "Histograms of the three channels, normalised. With your deviations each has deviation 1; with the copied ones they "
    "are a fifth to nearly a third too wide.",
)

# %% [markdown]
# ## Normalise with the true values
#
# Your numbers are those of the sample. Over all 50,000 training images they are
#
# | | red | green | blue |
# |---|---|---|---|
# | mean | 0.4914 | 0.4822 | 0.4465 |
# | deviation | 0.2470 | 0.2435 | 0.2616 |
#
# and these are to be used from now on, so that a network trained on all images and one trained on the sample see the same
# numbers. Normalising is, channel by channel,
#
# $$\text{value} = \frac{\text{byte} / 255 - \text{mean}}{\text{deviation}}.$$
#
# A **number for paper**: a red byte of 255 becomes $(1 - 0.4914) / 0.2470 = 2.06$, and of 0 becomes $-1.99$.
#
# The same numbers serve in training *and* in testing. A test image that is normalised in another way is another image.
#
# ## Crop and flip
#
# A car that is two pixels further to the left is the same car, and a horse that looks the other way is the same horse. In
# training we tell the network so, by showing it each image a little differently every time:
#
# 1. **pad** the image with four black pixels on each side: 40x40;
# 2. **crop** a piece of 32x32 out of it, at a place drawn at random. There are 9 places from left to right and 9 from top
#    to bottom;
# 3. **flip** it from left to right, half of the time.
#
# Black is black *before* normalising: a byte of 0. Whoever pads after normalising puts a grey border round the image, the
# mean colour. And in testing nothing is drawn at random: there the image is what it is.
#
# `F.pad(image, [4, 4, 4, 4])` pads left, right, top and bottom with zeros. `torch.randint(9, (2,))` draws two numbers
# from 0 to 8, and `torch.rand(())` one from 0 to 1.
#
# What you write is a function that *returns a function*. Someone who says `transform = cifar10_transforms(train=True)` gets
# something that can be called with one image after another: `transform(image)`. A `def` inside a `def` does that.
#
# One walk through all training images is an **epoch**. Training takes many of them.
#
# **Predict, then open.** The image that your function gets belongs to the data set. What happens, over many epochs, if your
# function writes into it?
#
# <details><summary>Answer</summary>
#
# It is shifted a little more every time it is served, and black creeps in from the sides, until nothing is left of it.
# Make new tensors: indexing with `[:, top:top + 32, ...]` alone changes nothing, but `image[...] = ...` and `image += ...`
# do.
#
# </details>


# %% nbgrader={"grade_id": "write-01-transforms"}
def cifar10_transforms(train):
    """The function that turns one image into a network's input.

    Args:
        train: whether the image is shifted and flipped at random first.

    Returns:
        a callable: uint8 [3, 32, 32] -> float32 [3, 32, 32], normalised with the mean and deviation of all 50,000
        training images. With train, the image is padded with four black pixels on each side, cropped to 32x32 at random
        and, half of the time, flipped from left to right.
    """
    ### BEGIN SOLUTION
    mean = torch.tensor([0.4914, 0.4822, 0.4465])[:, None, None]
    std = torch.tensor([0.2470, 0.2435, 0.2616])[:, None, None]

    def transform(image):
        if train:
            top, left = torch.randint(9, (2,)).tolist()
            image = F.pad(image, [4, 4, 4, 4])[:, top : top + 32, left : left + 32]
            if torch.rand(()) < 0.5:
                image = image.flip(-1)
        return (image.float() / 255 - mean) / std

    return transform
    ### END SOLUTION


# %% nbgrader={"grade_id": "01-transforms"}
check("01.transforms")

# %% [markdown]
# {hints:01.transforms}

# %% [markdown]
# The same image, served ten times. To draw it, the normalisation is undone.

# %%
transform = cifar10_transforms(train=True)
figure, axes = plt.subplots(1, 11, figsize=(13, 1.7), layout="constrained")
served = [cifar10_transforms(train=False)(images[7]), *(transform(images[7]) for _ in range(10))]
for panel, image in zip(axes, served, strict=True):
    true_mean, true_std = torch.tensor([0.4914, 0.4822, 0.4465]), torch.tensor([0.2470, 0.2435, 0.2616])
    panel.imshow((image.permute(1, 2, 0) * true_std + true_mean).clamp(0, 1))
    panel.set(xticks=[], yticks=[])
axes[0].set_title("in testing", fontsize=10)
axes[1].set_title("in training", fontsize=10)
show(
    figure,
    f"An image ({CLASSES[labels[7]]}) as it is served in testing, and ten times as in training: shifted by up to four "
    "pixels, with black where nothing was, and flipped in about half of the cases.",
)

# %% [markdown]
# ## Three sets, and why three
#
# A network that has learnt its images by heart gets all of them right and nothing else. So it is judged by images it has
# never learnt from, the **test set**. But we also have to choose: how long to train, and with how large steps. If we
# choose by the test set, it has helped to make the network, and its verdict is worth less. So a third set is held
# back from the training images for choosing, the **validation set**:
#
# | set | from | learnt from | shown | order |
# |---|---|---|---|---|
# | train | the training split, 90% | yes | shifted and flipped | new in every epoch |
# | val | the training split, the other 10% | no | as they are | always the same |
# | test | the test split, all of it | no | as they are | always the same |
#
# No image stands in two of them. Measuring uses the images as they are, or the figure would depend on chance.
#
# ### What PyTorch brings
#
# A *dataset* is anything with a length and with items: `len(data)` and `data[3]`, here a pair of an image and its label. A
# list of pairs would do; a class with `__len__` and `__getitem__` can do its work when it is asked, and has to, if an image
# is to be shifted differently every time. `DataLoader(data, batch_size, shuffle=..., generator=...)` makes batches of
# it: it asks for the items and stacks them, images to [N, 3, 32, 32] and labels to [N].
#
# `cfg` tells the rest: `cfg.batch_size`, `cfg.val_fraction` (0.1; 0 sets no image aside), `cfg.num_workers` (processes that prepare batches; hand
# it on to the loader), `cfg.seed`. `read_split(cfg, train=True)` reads the training split, `train=False` the test split.
# `Loaders(train, val, test)` is a tuple with names.
#
# ## What a seed fixes
#
# Random numbers of a computer come from a **generator**, which gives the same numbers again if it is started from the same
# *seed*. `torch.rand` and the like draw from one that the whole program shares, so what you get depends on what others
# have drawn before. For an experiment to be repeated, the split into train and val, and the order of the training images,
# should depend on `cfg.seed` and on nothing else. So make a generator of your own:
#
# `generator = torch.Generator().manual_seed(cfg.seed)`
#
# and hand it to whatever draws: `torch.randperm(n, generator=generator)` gives the numbers 0 to n - 1 in random order, and a
# `DataLoader` that shuffles takes `generator=generator` too.
#
# **Predict, then open.** If the loader's order depends on the seed alone, does every epoch have the same order?
#
# <details><summary>Answer</summary>
#
# No. The generator goes on: the second epoch draws the next numbers, and has another order. Start the whole thing again
# from the seed, and the first epoch has the first order again. (Starting the generator afresh in every epoch would be the
# mistake.)
#
# </details>


# %% nbgrader={"grade_id": "write-01-loaders"}
def create_cifar10_loaders(cfg):
    """Loaders of the training images, of those set aside for validation, and of the test images.

    Batches are images float32 [N, 3, 32, 32] and labels int64 [N].

    Args:
        cfg: LoaderConfig, whose fields all count; its seed alone fixes the split and the order of the training images.

    Returns:
        Loaders(train, val, test). Only train is shuffled, anew in every epoch, and augmented; its crops and flips may
        depend on the seed or not. Every image of a set comes once in each epoch, so that the last batch may be
        smaller. val holds the share cfg.val_fraction of the training images, rounded in either way.
    """

    ### BEGIN SOLUTION
    class Served:
        """Images and labels, one by one, through a transform."""

        def __init__(self, images, labels, train):
            self.images, self.labels, self.transform = images, labels, cifar10_transforms(train)

        def __len__(self):
            return len(self.labels)

        def __getitem__(self, index):
            return self.transform(self.images[index]), self.labels[index]

    images, labels = read_split(cfg, train=True)
    generator = torch.Generator().manual_seed(cfg.seed)
    order = torch.randperm(len(labels), generator=generator)
    count = round(cfg.val_fraction * len(labels))
    val, train = order[:count], order[count:]

    def loader(images, labels, train):
        own = generator if train else torch.Generator()
        data = Served(images, labels, train)
        return DataLoader(data, cfg.batch_size, shuffle=train, num_workers=cfg.num_workers, generator=own)

    return Loaders(
        train=loader(images[train], labels[train], train=True),
        val=loader(images[val], labels[val], train=False),
        test=loader(*read_split(cfg, train=False), train=False),
    )
    ### END SOLUTION


# %% nbgrader={"grade_id": "01-loaders"}
check("01.loaders")

# %% [markdown]
# {hints:01.loaders}

# %% [markdown]
# ## What it is good for: a batch, as a network will see it

# %%
loaders = create_cifar10_loaders(LoaderConfig(batch_size=32))
for name, loader in zip(Loaders._fields, loaders, strict=True):
    print(f"{name:5} {len(loader.dataset):5,} images in {len(loader):3} batches")

batch, targets = next(iter(loaders.train))
print("batch", list(batch.shape), batch.dtype, f"mean {batch.mean():.2f}, deviation {batch.std():.2f}")

figure, axes = plt.subplots(2, 12, figsize=(13, 2.7), layout="constrained")
for panel, image, target in zip(axes.flat, batch, targets, strict=False):
    panel.imshow((image.permute(1, 2, 0) * true_std + true_mean).clamp(0, 1))
    panel.set_title(CLASSES[target], fontsize=9)
    panel.set(xticks=[], yticks=[])
show(figure, "The first 24 training images of a batch, shifted and flipped, each with its class.")

# %% [markdown]
# **Predict, then run.** How good is the simplest classifier of all: the class whose *mean image* is nearest? Guessing gets
# 10%.

# %%
rows = images.float().flatten(1)
mean_images = torch.stack([rows[labels == k].mean(0) for k in range(10)])
test_images, test_labels = read_split(LoaderConfig(), train=False)
distances = torch.cdist(test_images.float().flatten(1), mean_images)
print(f"{(distances.argmin(1) == test_labels).float().mean():.1%} of the test images are right")

figure, axes = plt.subplots(1, 10, figsize=(12, 1.6), layout="constrained")
for panel, image, name in zip(axes, mean_images, CLASSES, strict=True):
    panel.imshow(image.reshape(3, 32, 32).permute(1, 2, 0) / 255)
    panel.set_title(name, fontsize=10)
    panel.set(xticks=[], yticks=[])
show(
    figure,
    "The mean image of each class: blurs of colour, blue for airplanes and ships, brown and green for deer and frogs.",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# About three times as good as guessing, by colour alone: ships are on blue, frogs are on brown. Everything above that has
# to come from shapes, and for shapes there are convolutions.
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - what the shape [N, C, H, W] says;
# - how to get a deviation over all pixels, and what is wrong with the mean of the images' deviations;
# - why images are shifted and flipped, and why never in testing;
# - what the three sets are for;
# - what a seed fixes, and what it does not.
#
# ## Further reading
#
# - A. Krizhevsky: *Learning Multiple Layers of Features from Tiny Images*, technical report, University of Toronto, 2009:
#   where CIFAR-10 comes from.
# - K. He, X. Zhang, S. Ren, J. Sun: *Deep Residual Learning for Image Recognition*, CVPR 2016, arXiv:1512.03385,
#   section 4.2: the crop and the flip.
# - B. Recht, R. Roelofs, L. Schmidt, V. Shankar: *Do CIFAR-10 Classifiers Generalize to CIFAR-10?*, 2018,
#   arXiv:1806.00451: what happens when ten years of research look at one test set.
