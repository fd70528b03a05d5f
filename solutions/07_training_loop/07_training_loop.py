# %% [markdown]
# # 07 · The training loop
#
# **You will write** the three functions that turn fifty layers of random numbers into a network that knows a horse from a
# ship: `_topk_accuracies`, `train_epoch_classification` and `evaluate_classification`. Then you train your first
# ResNet-50 with them.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores, nearly all of it the training at the end |
# | Points | {points} |
# | You need | the data loaders (lesson 01), BatchNorm's two modes (lessons 02 and 04), the network (lesson 06) |
# | Difficulty | ◆◆◆◇◇, importance ◆◆◆◆◆ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import time

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn

from autograder import being_graded, check, show
from resnet_ref.cifar10 import CLASSES, LoaderConfig
from resnet_ref.load_data import create_cifar10_loaders
from resnet_ref.network import ResNet50

_ = torch.manual_seed(0)

# %% jupyter={"source_hidden": true}
figure, axes = plt.subplots(figsize=(9, 2.6), layout="constrained")
parts = [
    ("a batch", "images [N, 3, 32, 32]\ntargets [N]", "#eeeeee"),
    ("forward", "logits [N, 10]", "#dce9f5"),
    ("compare", "the loss, one number:\nhow wrong", "#fbe3cf"),
    ("backward", "forget the old gradient,\nwork out the new one", "#dce9f5"),
    ("step", "every weight a little\ndownhill", "#dce9f5"),
]
arrow = {"arrowstyle": "-|>", "color": "black", "shrinkA": 0, "shrinkB": 0}
for x, (name, gives, colour) in enumerate(parts):
    axes.add_patch(plt.Rectangle((2 * x, 0), 1.3, 0.7, facecolor=colour, edgecolor="#555555"))
    axes.text(2 * x + 0.65, 0.35, name, ha="center", va="center", fontsize=11)
    axes.text(2 * x + 0.65, -0.15, gives, ha="center", va="top", fontsize=9)
    if x:
        axes.annotate("", (2 * x, 0.35), (2 * x - 0.7, 0.35), arrowprops=arrow)
axes.plot([8.65, 8.65, 0.65], [0.7, 1.2, 1.2], color="black", linewidth=1)
axes.annotate("", (0.65, 0.7), (0.65, 1.2), arrowprops=arrow)
axes.text(
    4.65,
    1.27,
    "the next batch, until all pictures have been seen: one epoch",
    ha="center",
    va="bottom",
    fontsize=9,
)
axes.set(xlim=(-0.2, 9.5), ylim=(-0.75, 1.55))
axes.axis("off")
show(
    figure,
    "The training loop as five boxes in a ring: a batch of images and targets, forward to logits, compare them with the "
    "targets to get the loss, backward to a new gradient, a step that moves every weight a little; then the next batch, "
    "until all pictures have been seen, which is one epoch.",
)

# %% [markdown]
# Each box is a line or two of what you will write. The images go forward; the targets wait for the comparison. But first
# somebody has to count how often the network is right.

# %% [markdown]
# ## Right among the best k
#
# The network gives one score per class, the **logits** [N, K]. Its answer is the class with the highest score. How often
# is the answer right? That is *top-1 accuracy*. *Top-5 accuracy* is kinder: the true class has to be among the five
# highest.
#
# A **number for paper**: three pictures, four classes.
#
# | logits | target | best first | top-1 | top-2 |
# |---|---|---|---|---|
# | (0.1, **2.0**, 0.3, 1.0) | 1 | 1, 3, 2, 0 | right | right |
# | (**1.5**, 0.2, 0.9, 0.1) | 2 | 0, 2, 1, 3 | wrong | right |
# | (0.4, 0.3, 0.2, **0.9**) | 2 | 3, 0, 1, 2 | wrong | wrong |
#
# So top-1 is 1/3 and top-2 is 2/3. `logits.topk(k, dim=1)` gives `.values` and `.indices`, both [N, k], the best first.
# To compare each row's k guesses with its one target, give the targets a second dimension: `targets[:, None]` is [N, 1],
# and `==` repeats it along the k guesses.
#
# And if k is larger than the number of classes? Then every class is among the best k, and the accuracy is 1. `topk`
# itself would refuse.
#
# **Predict, then open.** A network that has learnt nothing looks at CIFAR-10, with its ten classes. What are its top-1
# and its top-5 accuracy?
#
# <details><summary>Answer</summary>
#
# One in ten, and five in ten. So "60% top-5" would be a poor result here, and an excellent one with 1000 classes.
#
# </details>


# %% nbgrader={"grade_id": "write-07-topk"}
def _topk_accuracies(logits, targets, ks=(1, 5)):
    """For every k, the share of samples whose target is among the k highest logits.

    Args:
        logits: [N, K] scores.
        targets: int64 [N] class numbers.
        ks: which k to report, in any order; a k beyond K gives 1.0.

    Returns:
        dict from k to a fraction in 0..1.
    """
    ### BEGIN SOLUTION
    classes = logits.shape[1]
    guesses = logits.topk(min(max(ks), classes), dim=1).indices
    hits = guesses == targets[:, None]
    return {k: hits[:, :k].any(dim=1).float().mean().item() for k in ks}
    ### END SOLUTION


# %% nbgrader={"grade_id": "07-topk"}
check("07.topk")

# %% [markdown]
# {hints:07.topk}

# %% [markdown]
# ## One batch, step by step
#
# Training is one small thing, done very often. For every batch:
#
# 1. **forget**: `optimizer.zero_grad()`. PyTorch *adds* each new gradient to the one that is there already;
# 2. **forward**: `logits = model(images)`;
# 3. **compare**: `loss = criterion(logits, targets)`, one number, the mean over the batch;
# 4. **backward**: `loss.backward()` puts into every parameter's `.grad` how the loss changes with it;
# 5. **step**: `optimizer.step()` moves every parameter a little against its gradient.
#
# All five on one weight, with numbers for paper: the model is $\hat y = w x$ with $w = 3$, the sample is $x = 2$,
# $y = 4$, the loss is $(\hat y - y)^2$, the learning rate 0.1.
#
# **Predict, then run.** What is the loss, what its derivative by $w$, and what is $w$ after one step? And what would the
# second step do without step 1?

# %%
w = nn.Parameter(torch.tensor(3.0))
optimizer = torch.optim.SGD([w], lr=0.1)
for number in (1, 2):
    optimizer.zero_grad()
    loss = (w * 2.0 - 4.0) ** 2
    loss.backward()
    optimizer.step()
    print(f"step {number}: loss {loss.item():.2f}, gradient {w.grad.item():.2f}, w is now {w.item():.2f}")

# %% [markdown]
# The loss is $(6 - 4)^2 = 4$, its derivative $2(wx - y)x = 8$, and $w$ becomes $3 - 0.1 \cdot 8 = 2.2$. In the second step
# the gradient is 1.6. Without `zero_grad` it would be $8 + 1.6$, and $w$ would jump far past the solution, 2.
#
# ## Where the batch lives
#
# A network on a graphics card cannot read a batch in the computer's main memory. `images.to(device)` moves it; where it
# is there already, that costs nothing. The loop moves both, images and targets, and does not move the model: that is
# the caller's business.
#
# ## A scheduler that steps per batch
#
# A *scheduler* changes the optimizer's learning rate while training goes on. In this course it does so after every
# **batch**: call `scheduler.step()` once per batch, right after `optimizer.step()`, if there is a scheduler at all
# (`scheduler` may be None). A schedule that is meant for 1,000 batches and is stepped once per epoch would hardly begin.
#
# ## Train mode and eval mode
#
# BatchNorm has two modes (lesson 02). In train mode it uses the batch's own mean and variance and updates its running
# ones. In eval mode it uses the running ones and changes nothing. Nobody knows in which mode the model comes to you, so
# an epoch of training begins with `model.train()`.
#
# ## Means over samples
#
# The criterion gives the mean over one batch. The epoch's loss should be the mean over all *samples*, and the last
# batch is often smaller than the others. A **number for paper**: 5 samples in batches of 4 and 1, with mean losses 1.0
# and 6.0. The mean of the two numbers is 3.5, but the mean over the samples is
#
# $$\frac{4 \cdot 1.0 + 1 \cdot 6.0}{4 + 1} = 2.0.$$
#
# One strange picture in a small last batch must not count as much as a whole batch. So add up `loss * number of
# samples`, and divide by the number of samples once, at the end.
#
# **What a loader leaves out.** That number is the number of samples that *came*: count them on the way. `len(loader.dataset)`
# is another one wherever the loader drops its last small batch (`drop_last=True`) or draws only some of its samples, and a
# plain list of batches, which is a loader too, has no `dataset` at all. A generator has not even a length.
#
# Add up *numbers*, `loss.item()`, and not tensors: a tensor remembers the whole computation that made it, and an epoch of
# them would fill the memory.


# %% nbgrader={"grade_id": "write-07-train_epoch"}
def train_epoch_classification(model, loader, optimizer, criterion, device="cpu", scheduler=None):
    """Train on every batch of the loader once.

    Args:
        model: gives logits [N, K]; is put into train mode first.
        loader: anything that a for loop goes through once and that gives batches of images [N, C, H, W] and class
            numbers [N]: a DataLoader, also one that leaves samples out, a list, a generator.
        optimizer: of the model's parameters.
        criterion: mean loss of (logits, targets).
        device: where the model is, and where each batch is moved.
        scheduler: stepped once per batch, after the optimizer, unless None.

    Returns:
        dict with "loss" and "top1", numbers on no graph, means over all samples that the loader gave: of each batch as it was when
        its turn came.
    """
    ### BEGIN SOLUTION
    model.train()
    loss_sum, right, seen = 0.0, 0.0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        logits = model(images)
        loss = criterion(logits, targets)
        loss.backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
        count = len(targets)
        loss_sum += loss.item() * count
        right += _topk_accuracies(logits.detach(), targets, (1,))[1] * count
        seen += count
    return {"loss": loss_sum / seen, "top1": right / seen}
    ### END SOLUTION


# %% nbgrader={"grade_id": "07-train_epoch"}
check("07.train_epoch")

# %% [markdown]
# {hints:07.train_epoch}

# %% [markdown]
# ## An evaluation leaves no trace
#
# Measuring must not change what is measured. An evaluation needs two switches, and they have nothing to do with each
# other:
#
# - **eval mode**, `model.eval()`, so that BatchNorm uses its running statistics, and leaves them alone. Without it every
#   picture's score would depend on which other pictures happen to be in its batch;
# - **no gradients**, `with torch.no_grad():`, so that nothing is remembered for a backward pass that never comes. It saves
#   memory and time, and changes no number.
#
# And afterwards the model should be as it was found. If it was in train mode, it goes back into train mode. Careful: a
# model is a tree of modules, and each has a mode of its own, `module.training`. Somebody may keep one BatchNorm in eval
# mode inside a model in train mode (lesson 12 does). `model.train()` would switch it on; so remember the mode of *every*
# module in `model.modules()` and put each back. It should happen even if the evaluation breaks off with an error, and
# that is what `try: ... finally: ...` is for: what stands under `finally` is run in any case.
#
# **Predict, then run.** The same network, the same first picture, once in a batch of four and once in a batch of eight.
# In which mode does its largest logit depend on the company?

# %%
company = torch.randn(8, 3, 32, 32)
network = ResNet50(width=8)
with torch.no_grad():
    for mode in (True, False):
        network.train(mode)
        alone, together = network(company[:4])[0].max(), network(company)[0].max()
        print(f"{'train' if mode else 'eval':5} mode: {alone:.4f} among four, {together:.4f} among eight")


# %% nbgrader={"grade_id": "write-07-evaluate"}
def evaluate_classification(model, loader, criterion, device="cpu"):
    """Loss and accuracy of a model on every batch of the loader, in eval mode and without gradients.

    Args:
        model: gives logits [N, K]; every module of it is afterwards in the mode in which it was found, also after an
            error.
        loader: as in train_epoch_classification.
        criterion: mean loss of (logits, targets).
        device: where the model is, and where each batch is moved.

    Returns:
        dict with "loss", "top1" and "top5", numbers, means over all samples that the loader gave; top5 is 1.0 where
        there are fewer than five classes.
    """
    ### BEGIN SOLUTION
    found = [(module, module.training) for module in model.modules()]
    sums, seen = {"loss": 0.0, "top1": 0.0, "top5": 0.0}, 0
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                accuracy = _topk_accuracies(logits, targets, (1, 5))
                count = len(targets)
                sums["loss"] += criterion(logits, targets).item() * count
                sums["top1"] += accuracy[1] * count
                sums["top5"] += accuracy[5] * count
                seen += count
    finally:
        for module, training in found:
            module.training = training
    return {name: value / seen for name, value in sums.items()}
    ### END SOLUTION


# %% nbgrader={"grade_id": "07-evaluate"}
check("07.evaluate")

# %% [markdown]
# {hints:07.evaluate}

# %% [markdown]
# ## What it is good for: your first ResNet-50
#
# Data, blocks, network: you have written all of it (the cell takes the reference's, so that no old mistake spoils the fun),
# and the loop is yours. Train a ResNet-50 with a quarter of the channels on the 5,000 pictures that come with the course.
# Its stem is the one for large photographs (lesson 06), although our pictures are small: the blocks then compute on a
# quarter of the height and width, which two processor cores manage in about ten seconds an epoch. The 3x3 stem would
# get more out of every epoch, and take far longer over it; the course's own network, which you meet in lesson 09, has
# it. The learning rate goes up for the first third and then down to nothing (`OneCycleLR`; you will write a schedule of
# your own in the next lesson).
#
# **Predict, then run.** Guessing gives 10%. What will the network reach on pictures it has never seen, after fourteen
# epochs? And which curve will be ahead at the end, training or validation?

# %%
EPOCHS = 1 if being_graded() else 14  # graders look at your functions, not at how far they get

loaders = create_cifar10_loaders(LoaderConfig(batch_size=64))
torch.manual_seed(0)
# zero_init_residual starts every block's last BatchNorm at weight 0, as in lesson 06; momentum keeps part of the last
# step's direction, and nesterov is a variant of it; lesson 08 explains weight_decay.
# channels_last keeps a pixel's channels side by side in memory. It changes no result and is faster.
model = ResNet50(len(CLASSES), width=16, stem="imagenet", zero_init_residual=True)
model = model.to(memory_format=torch.channels_last)
batches = loaders.train if not being_graded() else [next(iter(loaders.train))]
optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9, nesterov=True, weight_decay=1e-3)
scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.2, total_steps=EPOCHS * len(batches))

history = []
for epoch in range(1, EPOCHS + 1):
    start = time.perf_counter()
    train = train_epoch_classification(model, batches, optimizer, F.cross_entropy, scheduler=scheduler)
    val = evaluate_classification(model, loaders.val, F.cross_entropy)
    history.append({"train": train, "val": val})
    print(
        f"epoch {epoch}: loss {train['loss']:.2f}, right {train['top1']:.0%} in training, "
        f"{val['top1']:.0%} in validation, {time.perf_counter() - start:.0f} s"
    )

# %%
figure, panels = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained")
for panel, key, label in zip(panels, ("loss", "top1"), ("loss", "share right"), strict=True):
    for split, style in (("train", "o--"), ("val", "s-")):
        panel.plot(range(1, len(history) + 1), [row[split][key] for row in history], style, label=split)
    panel.set(xlabel="epoch", ylabel=label)
    panel.grid(alpha=0.3)
    panel.legend()
first, last = history[0]["val"], history[-1]["val"]
show(
    figure,
    f"Learning curves over {len(history)} epochs. The validation loss goes from {first['loss']:.2f} to "
    f"{last['loss']:.2f}, the share of validation pictures that are right from {first['top1']:.0%} to {last['top1']:.0%}.",
)

# %% [markdown]
# Now the test set, once, since nothing is left to choose:

# %%
test = evaluate_classification(model, loaders.test, F.cross_entropy)
print(f"right: {test['top1']:.1%} of 2,000 test pictures; among the best five: {test['top5']:.1%}")

# %% [markdown]
# <details><summary>What you see</summary>
#
# More than half of the pictures, where guessing gets one in ten, from 4,500 examples. The training curve is of pictures
# that are shifted and flipped, seen while the network was still changing, so early on validation can be ahead. At the end
# the training curve is ahead, and rising faster: the network begins to know its examples by heart. With all 50,000
# pictures, the other stem, more epochs and a better recipe (the next lesson), ResNets get more than nine in ten.
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - the five steps of training, in their order, and what each missing one would do;
# - why a scheduler has to know whether it is stepped per batch or per epoch;
# - why means go over samples, and why numbers are added up instead of tensors;
# - the difference between eval mode and `no_grad`, and why an evaluation needs both;
# - what top-k accuracy is, and what guessing gets.
#
# ## Further reading
#
# - PyTorch documentation: *Autograd mechanics*, "Locally disabling gradient computation": no_grad, inference mode and
#   eval mode, and how they differ.
# - L. N. Smith, N. Topin: *Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates*, 2018,
#   arXiv:1708.07120: the one-cycle schedule.
# - S. Ioffe, C. Szegedy: *Batch Normalization*, ICML 2015, arXiv:1502.03167, section 3.1: inference.
