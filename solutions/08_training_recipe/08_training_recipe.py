# %% [markdown]
# # 08 · The training recipe
#
# **You will write** four small functions that make the same network learn more from the same pictures:
# `parameter_groups`, `warmup_cosine`, `label_smoothing_loss` and `mixup`. None of them is longer than a few lines. Together
# they are a good part of the difference between a ResNet-50 of 2015 and the same ResNet-50 today.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points} |
# | You need | logits and the softmax (lesson 03), the training loop (lesson 07) |
# | Difficulty | ◆◆◇◇◇, importance ◆◆◆◆◇ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import math

import matplotlib.pyplot as plt
import torch
import torch.nn.functional as F
from torch import nn

from autograder import being_graded, check, show
from resnet_ref.cifar10 import CLASSES, LoaderConfig, read_split
from resnet_ref.network import ResNet50

_ = torch.manual_seed(0)


# %% jupyter={"source_hidden": true}
def descend(rates):
    """Where SGD with these learning rates goes in a narrow valley, whose slope it sees with noise: [steps + 1, 2]."""
    noise = torch.Generator().manual_seed(0)
    steep, places = torch.tensor([0.3, 6.0]), [torch.tensor([-4.0, 1.0])]
    for rate in rates:
        gradient = steep * places[-1] + 1.5 * torch.randn(2, generator=noise)
        places.append(places[-1] - rate * gradient)
    return torch.stack(places)


steps = 60
paths = {
    "learning rate small all the time": [0.03] * steps,
    "learning rate large all the time": [0.25] * steps,
    "large, then smaller and smaller": [
        0.125 * (1 + math.cos(math.pi * step / steps)) for step in range(steps)
    ],
}
x, y = torch.meshgrid(torch.linspace(-4.6, 2.8, 90), torch.linspace(-1.6, 1.6, 60), indexing="xy")
figure, panels = plt.subplots(1, 3, figsize=(11, 2.5), layout="constrained")
for panel, (name, rates) in zip(panels, paths.items(), strict=True):
    panel.contour(
        x, y, 0.15 * x**2 + 3 * y**2, levels=[0.05, 0.3, 0.8, 1.6, 3, 5], colors="#bbbbbb", linewidths=0.8
    )
    panel.plot(*descend(rates).T, ".-", color="#2f6fab", linewidth=0.8, markersize=3)
    panel.plot(0, 0, "*", color="#d9802b", markersize=13)
    panel.set(title=name, xticks=[], yticks=[], xlim=(-4.6, 2.8), ylim=(-1.6, 1.6))
    panel.title.set_fontsize(10)
show(
    figure,
    "Three paths of gradient descent (SGD) down a narrow valley to the lowest place, a star. With a small learning rate "
    "the path ends about half way. With a large one it is soon near the star and keeps jumping about it. With a rate that "
    "begins large and becomes small it is soon there and settles.",
)

# %% [markdown]
# Think of two weights, one to the right and one upwards. A grey ring joins places of equal loss, the star is the lowest
# place, and each dot is one step of training, sixty from the upper left.
#
# Training goes downhill, but the slope that one batch sees is only roughly that of all pictures, and a large step
# overshoots the floor of the valley: hence the zigzag. Small steps hardly zigzag, and are slow. The second function of
# this lesson makes the steps large early on and small at the end, as on the right. Before that it lets them grow, for a
# reason that this valley does not show.

# %% [markdown]
# ## Which weights decay
#
# **Weight decay** pulls every weight a little towards zero at every step. A network that wants a large weight has to keep
# earning it, and that keeps it from learning single pictures by heart. SGD (*stochastic* gradient descent: one batch at
# a time) with weight decay $\lambda$, learning rate $\eta$ and gradient $g$ does
#
# $$w \leftarrow w - \eta\,(g + \lambda w).$$
#
# A **number for paper**: $w = 2$, gradient $g = 0$, $\eta = 0.1$, $\lambda = 0.5$. One step makes $2 - 0.1 \cdot 0.5 \cdot 2
# = 1.9$. Nothing asked for a change, and still the weight shrinks, by 5%.
#
# For the weights of convolutions and of the linear layer that is what we want. But look at what else is a parameter: a
# BatchNorm's `weight` $\gamma$ and `bias` $\beta$, and the head's bias. Nobody learns pictures by heart with those few
# numbers, and a
# $\gamma$ that is pulled to zero switches its channel off. So they are left alone: **decay on the weights of convolutions
# and linear layers only**.
#
# An optimizer takes a list of *groups*, dicts with the key `"params"` and, for what is to differ from the optimizer's
# own setting, keys such as `"weight_decay"`:
#
# `[{"params": [...], "weight_decay": 5e-4}, {"params": [...], "weight_decay": 0.0}]`
#
# What a group does not say, the optimizer's own setting decides, and that is not always 0: AdamW's weight decay is 0.01
# where nobody says otherwise. So say both.
#
# Every parameter of the model has to stand in exactly one group: one that is missing is never trained. (A frozen one, which
# wants no gradient, may be missing: nothing trains it anyway.) Two layers may share one parameter, and `model.parameters()`
# gives it once. To find out whether two names stand for the same tensor, compare with `is`, or their `id(...)`: `==` and `in`
# compare the numbers in them.
#
# **Predict, then run.** How many of ResNet-50's 161 parameters (tensors) are weights of convolutions or of the linear
# layer? And which share of its 1.5 million numbers is that?

# %%
network = ResNet50(width=16)
layers = [module for module in network.modules() if isinstance(module, (nn.Conv2d, nn.Linear))]
numbers = sum(layer.weight.numel() for layer in layers)
total = sum(parameter.numel() for parameter in network.parameters())
print(f"{len(layers)} of {len(list(network.parameters()))} tensors, and {numbers / total:.1%} of the numbers")


# %% nbgrader={"grade_id": "write-08-parameter_groups"}
def parameter_groups(model, weight_decay):
    """The optimizer's groups: decay on the weights of Conv2d and Linear layers.

    Biases, the parameters of normalisations and all others with fewer than two dimensions have none. Larger ones of
    other layers, such as an embedding's table, are up to you.

    Args:
        model: any module.
        weight_decay: of the weights that decay; may be 0.

    Returns:
        list of dicts with "params" and "weight_decay", so that the decay is the same in every optimizer, and with no other
        setting; every parameter of the model is in one of them, once, also one that two layers share. Those that want
        no gradient may be left out.
    """
    ### BEGIN SOLUTION
    decayed = {id(module.weight) for module in model.modules() if isinstance(module, (nn.Conv2d, nn.Linear))}
    yes = [parameter for parameter in model.parameters() if id(parameter) in decayed]
    no = [parameter for parameter in model.parameters() if id(parameter) not in decayed]
    return [{"params": yes, "weight_decay": weight_decay}, {"params": no, "weight_decay": 0.0}]
    ### END SOLUTION


# %% nbgrader={"grade_id": "08-parameter_groups"}
check("08.parameter_groups")

# %% [markdown]
# {hints:08.parameter_groups}

# %% [markdown]
# ## Warm up, then cool down
#
# The learning rate decides how far each step goes. No single value is right for a whole training:
#
# - at the **start** the weights are random, the gradients large and of little use. A full step then can throw the network
#   to where it never recovers. So begin with small steps and let them grow: *warm-up*;
# - in the **middle** large steps cover ground, and their noise keeps the network out of narrow holes;
# - at the **end** that same noise keeps it from settling. So let the steps shrink to nothing: *cool-down*.
#
# One function of the step number does it, a multiplier $m$ of the largest learning rate. With $W$ warm-up steps and $T$
# steps in all:
#
# $$m(s) = \begin{cases} s / W & s < W \\[4pt]
# \tfrac12\Bigl(1 + \cos\bigl(\pi\,\tfrac{s - W}{T - W}\bigr)\Bigr) & W \le s < T \\[4pt]
# 0 & s \ge T \end{cases}$$
#
# A **number for paper**: $W = 10$, $T = 110$. Then $m(5) = 0.5$, $m(10) = 1$, $m(60) = 0.5$ (halfway down), and
# $m(110) = 0$.
#
# There may be no warm-up at all: with $W = 0$ the cosine starts at once. Past the end the multiplier is 0, and does not
# come up again with the cosine.


# %% nbgrader={"grade_id": "write-08-warmup_cosine"}
def warmup_cosine(step, warmup_steps, total_steps):
    """Multiplier of the learning rate: linear from 0 to 1, then half a cosine down to 0, and 0 from there on.

    Args:
        step: number of the step, from 0.
        warmup_steps: steps until the multiplier is 1; may be 0.
        total_steps: steps until it is 0 again; more than warmup_steps.

    Returns:
        a number in 0..1.
    """
    ### BEGIN SOLUTION
    if step < warmup_steps:
        return step / warmup_steps
    if step >= total_steps:
        return 0.0
    return 0.5 * (1 + math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps)))
    ### END SOLUTION


# %% nbgrader={"grade_id": "08-warmup_cosine"}
check("08.warmup_cosine")

# %% [markdown]
# {hints:08.warmup_cosine}

# %% [markdown]
# Here is your schedule, for the training of lesson 07, 14 epochs of 71 batches, beside two others.

# %%
total = 14 * 71
steps = range(total)
schedules = {
    "warm-up and cosine (yours)": ([warmup_cosine(step, total // 10, total) for step in steps], "-"),
    "a tenth every third of the way (2015)": ([0.1 ** (3 * step // total) for step in steps], "--"),
    "constant": ([1.0] * total, ":"),
}
figure, axes = plt.subplots(figsize=(7.5, 3), layout="constrained")
for label, (values, style) in schedules.items():
    axes.plot(steps, values, style, label=label)
axes.set(xlabel="step", ylabel="multiplier of the learning rate")
axes.legend()
show(
    figure,
    "Three schedules over 994 steps. Yours rises in a straight line to 1 over the first tenth and falls along half a "
    "cosine to 0; the one of 2015 falls in two jumps to a tenth and a hundredth; the third stays at 1.",
)

# %% [markdown]
# ## A target that is not quite sure
#
# The **softmax** makes probabilities of logits $z$: $p_k = e^{z_k} / \sum_j e^{z_j}$. Cross-entropy is $-\log p_y$, for the
# true class $y$. It wants the probability of the true class to be 1. No finite logits give that, so the network goes on
# pulling its logits apart, also for pictures it has long been right about, and also for those few whose label is wrong.
# **Label smoothing** asks for less: a share $\varepsilon$ of the target is spread evenly over *all* $K$ classes, the true
# one among them:
#
# $$t_k = (1 - \varepsilon)\,[k = y] + \varepsilon / K, \qquad
# \text{loss} = -\sum_k t_k \log p_k .$$
#
# A **number for paper**: $K = 4$, $\varepsilon = 0.2$, true class 1. The target is $(0.05, 0.85, 0.05, 0.05)$: it adds up to 1, and
# the true class keeps $1 - \varepsilon + \varepsilon / K$, not $1 - \varepsilon$.
#
# **Predict, then run.** Let the network be right with probability $p$ and share the rest out evenly. At which $p$ is the
# loss smallest, without smoothing and with $\varepsilon = 0.1$ and ten classes?

# %%
p = torch.linspace(0.3, 0.999, 500)
figure, axes = plt.subplots(figsize=(6.5, 3), layout="constrained")
for epsilon, style in ((0.0, "-"), (0.1, "--"), (0.3, ":")):
    truth, other = 1 - epsilon + epsilon / 10, epsilon / 10
    losses = -(truth * p.log() + 9 * other * ((1 - p) / 9).log())
    best = p[losses.argmin()].item()
    axes.plot(p, losses, style, label=f"smoothing {epsilon}: lowest at {best:.2f}")
axes.set(xlabel="probability of the true class", ylabel="loss")
axes.legend()
show(
    figure,
    "Loss against the probability of the true class. Without smoothing it falls all the way to probability 1; with "
    "smoothing 0.1 it is lowest at 0.91 and rises beyond; with 0.3 it is lowest at 0.73.",
)

# %% [markdown]
# ### Numbers that do not overflow
#
# Logits of 1,000 happen. `exp(1000)` is infinite, and infinity divided by infinity is no number. `F.log_softmax(logits,
# dim=1)` works out $\log p$ without ever computing such an exponential, so start from that, and never from
# `softmax(...)` and a `log` of it. To pick the true class's value out of each row: `log_p.gather(1, targets[:, None])`,
# which is [N, 1].


# %% nbgrader={"grade_id": "write-08-label_smoothing"}
def label_smoothing_loss(logits, targets, smoothing=0.1):
    """Cross-entropy against targets of which a share is spread evenly over all classes; the mean over the batch.

    Args:
        logits: [N, K] scores, of any size.
        targets: int64 [N] class numbers.
        smoothing: the share that is spread; 0 is the ordinary cross-entropy.

    Returns:
        a scalar tensor through which gradients flow.
    """
    ### BEGIN SOLUTION
    log_p = F.log_softmax(logits, dim=1)
    of_the_true_class = -log_p.gather(1, targets[:, None]).squeeze(1)
    of_all_classes = -log_p.mean(dim=1)
    return ((1 - smoothing) * of_the_true_class + smoothing * of_all_classes).mean()
    ### END SOLUTION


# %% nbgrader={"grade_id": "08-label_smoothing"}
check("08.label_smoothing")

# %% [markdown]
# {hints:08.label_smoothing}

# %% [markdown]
# ## Two pictures in one
#
# **Mixup** makes new examples out of old ones. It lays two pictures over each other, with weights $\lambda$ and
# $1 - \lambda$, and asks for both classes, with the same weights:
#
# $$\tilde x_i = \lambda x_i + (1 - \lambda)\, x_{\pi(i)}, \qquad \tilde t_i = \lambda t_i + (1 - \lambda)\, t_{\pi(i)}.$$
#
# $t_i$ is the **one-hot** target: a row of $K$ zeros with a 1 at the class (`F.one_hot(targets, num_classes)`, which
# gives whole numbers). $\pi$ is a permutation of the batch, so the partners come out of the same batch:
# `images[permutation]` is the batch in another order.
#
# A **number for paper**: three classes, $\lambda = 0.7$, a picture of class 0 and its partner of class 2: the target is
# $(0.7, 0, 0.3)$. If the partner has the same class, it is $(1, 0, 0)$ again.
#
# In training, $\lambda$ and $\pi$ are drawn anew for every batch. Here they are arguments, so that your function can be
# checked.


# %% nbgrader={"grade_id": "write-08-mixup"}
def mixup(images, targets, num_classes, lam, permutation):
    """Mix every picture, and its one-hot target, with its partner.

    Args:
        images: float [N, C, H, W].
        targets: int64 [N] class numbers.
        num_classes: K.
        lam: share of the picture itself, in 0..1; its partner gets 1 - lam.
        permutation: int64 [N], the partner of picture i is permutation[i].

    Returns:
        images [N, C, H, W] and targets [N, K], whose rows sum to 1.
    """
    ### BEGIN SOLUTION
    one_hot = F.one_hot(targets, num_classes).to(images.dtype)
    mixed = lam * images + (1 - lam) * images[permutation]
    return mixed, lam * one_hot + (1 - lam) * one_hot[permutation]
    ### END SOLUTION


# %% nbgrader={"grade_id": "08-mixup"}
check("08.mixup")

# %% [markdown]
# {hints:08.mixup}

# %%
pictures, labels = read_split(LoaderConfig(), train=False)
pictures, labels = pictures[:5].float() / 255, labels[:5]
partner = torch.tensor([1, 2, 3, 4, 0])
shares = (1.0, 0.7, 0.5, 0.3, 0.0)
figure, axes = plt.subplots(2, 5, figsize=(9, 4.2), layout="constrained")
for line, index in zip(axes, (0, 2), strict=True):
    for panel, lam in zip(line, shares, strict=True):
        mixed, target = mixup(pictures, labels, 10, lam, partner)
        panel.imshow(mixed[index].permute(1, 2, 0))
        said = [f"{share:.0%} {CLASSES[k]}" for k, share in enumerate(target[index].tolist()) if share > 0]
        panel.set_title("\n".join(said), fontsize=9)
        panel.set(xticks=[], yticks=[])
show(
    figure,
    "Two pairs of pictures, each mixed in five shares from the first alone to the second alone; above each the target, "
    "for example 70% of one class and 30% of the other.",
)

# %% [markdown]
# ## What it is good for: the same steps, better spent
#
# Does the schedule matter? Take a network so small that it trains in seconds, one hidden layer of 64 units on the bare
# pixels, and give it 600 batches three times: at a constant learning rate, with the cosine alone, and with your warm-up
# and cosine. Network, first weights, batches and largest learning rate are the same.
#
# **Predict, then run.** Which share of the 2,000 test pictures will each get right? And what will the curve of the
# constant rate look like, where the others end?

# %%
STEPS = 20 if being_graded() else 600  # graders look at your functions, not at how far they get

train_images, train_labels = read_split(LoaderConfig(), train=True)
test_images, test_labels = read_split(LoaderConfig(), train=False)


def pixels(images):
    """uint8 [N, 3, 32, 32] as float rows [N, 3072] around zero."""
    return (images.float() / 255 - 0.47).div(0.25).flatten(1)


def accuracies(multiplier):
    """Share of the test pictures that are right, after every 20th step."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3072, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(parameter_groups(model, 5e-4), lr=0.01, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, multiplier)
    inputs, held_out, curve = pixels(train_images), pixels(test_images), []
    for step in range(1, STEPS + 1):
        chosen = torch.randint(len(inputs), (32,))
        loss = label_smoothing_loss(model(inputs[chosen]), train_labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        scheduler.step()
        if step % 20 == 0:
            with torch.no_grad():
                curve.append((model(held_out).argmax(1) == test_labels).float().mean().item())
    return curve


curves = {
    "constant": (accuracies(lambda step: 1.0), ":"),
    "cosine alone": (accuracies(lambda step: warmup_cosine(step, 0, STEPS)), "--"),
    "warm-up and cosine (yours)": (accuracies(lambda step: warmup_cosine(step, STEPS // 10, STEPS)), "-"),
}
figure, axes = plt.subplots(figsize=(7.5, 3.4), layout="constrained")
for label, (curve, style) in curves.items():
    axes.plot(range(20, STEPS + 1, 20), curve, style, label=f"{label}: {curve[-1]:.1%} in the end")
axes.set(xlabel="step", ylabel="share of test pictures right")
axes.legend(loc="lower right")
ends = ", ".join(f"{label} {curve[-1]:.0%}" for label, (curve, _) in curves.items())
show(
    figure, f"Share of test pictures that are right over the steps, for three schedules. In the end: {ends}."
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# At the constant rate the curve shakes to the end: every batch throws the weights about, and where you stop is luck. With
# the cosine the shaking dies down, and the last third brings several points. It costs nothing: not a parameter, not a
# picture, not a second. (A test set is looked at once. Here it is looked at every 20 steps, to draw a curve, so none of
# these figures may be used to *choose* anything. For that there is the validation set.)
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - what weight decay does in one step, and why BatchNorm's parameters and biases are left out of it;
# - why the learning rate goes up first and down later;
# - what a smoothed target looks like, and why the loss must not go through `softmax` and `log`;
# - how mixup makes examples that nobody photographed.
#
# The network is trained. The next lessons ask what it has learnt.
#
# ## Further reading
#
# - T. He et al.: *Bag of Tricks for Image Classification with Convolutional Neural Networks*, CVPR 2019,
#   arXiv:1812.01187: all four in one place, section 3.1 for the decay.
# - P. Goyal et al.: *Accurate, Large Minibatch SGD*, 2017, arXiv:1706.02677, section 2.2: warm-up.
# - I. Loshchilov, F. Hutter: *SGDR: Stochastic Gradient Descent with Warm Restarts*, ICLR 2017, arXiv:1608.03983: the
#   cosine.
# - C. Szegedy et al.: *Rethinking the Inception Architecture for Computer Vision*, CVPR 2016, arXiv:1512.00567,
#   section 7: label smoothing.
# - H. Zhang et al.: *mixup: Beyond Empirical Risk Minimization*, ICLR 2018, arXiv:1710.09412.
# - R. Wightman, H. Touvron, H. Jégou: *ResNet strikes back*, 2021, arXiv:2110.00476: what ResNet-50 reaches with the
#   recipes of today.
