# %% [markdown]
# # 09 · Evaluation
#
# **You will write** what stands between "90% right" and knowing your network: `collect_predictions`, which keeps every
# answer, `confusion_matrix`, which counts what is taken for what, `most_confused`, which names the worst pairs, and
# two figures. Then you look a well-trained network in the face: at the mistakes it is surest of, and at how much its
# "I am 90% sure" is worth.
#
# | | |
# |---|---|
# | Takes about | {minutes} minutes, most of them yours; all cells together run for {runs} on two cores |
# | Points | {points}: the predictions 2, the matrix 3, the pairs 2, the figures 1 |
# | You need | the loaders (lesson 01), eval mode and `no_grad` (lesson 07), the softmax (lesson 08) |
# | Difficulty | ◆◆◇◇◇, importance ◆◆◆◆◇ |
#
# Work from the top to the bottom, and run each cell with Shift+Enter. Where a cell says `NotImplementedError`, it is
# your turn. The cell below it checks what you wrote as often as you like.

# %%
import math

import matplotlib.pyplot as plt
import torch
from matplotlib.patches import Rectangle

from autograder import being_graded, check, show
from resnet_ref.cifar10 import CLASSES, LoaderConfig
from resnet_ref.load_data import create_cifar10_loaders, to_rgb
from resnet_ref.modes import evaluation_mode
from resnet_ref.network import ResNet50

_ = torch.manual_seed(0)

# %% [markdown]
# ## A network worth questioning
#
# A network trained for a few minutes makes mistakes everywhere, and there is little to learn from them. So this lesson
# comes with one that was trained for longer: the ResNet-50 of lesson 06 with the 3x3 stem and a quarter of the
# channels (`width=16`), on all 50,000 training pictures, 150 times over, in a quarter of an hour of a GPU. Parameter
# groups, a warm-up and smoothed labels are those of lesson 08. Two things are new: in training a square of 8x8 pixels is
# cut out of each picture (*cutout*), and what is kept is a running average of the weights over the last steps.
# `ResNet50.from_pretrained()` builds it, puts the trained weights in, and hands it over in eval mode.
#
# The questions are the 2,000 test pictures that come with the course. It has never seen one of them.

# %%
try:
    model = ResNet50.from_pretrained()
except FileNotFoundError as missing:
    print(missing, "Until then the pictures below are those of a network that was never trained.")
    model = ResNet50(width=16).eval()
model = model.to(memory_format=torch.channels_last)  # faster, as in lesson 07

# A list of batches is a loader too: it can be gone through as often as one likes.
batches = list(create_cifar10_loaders(LoaderConfig(batch_size=100)).test)
if being_graded():
    batches = batches[:2]  # graders look at your functions, not at the network
images = torch.cat([some for some, _ in batches])
print(f"{len(batches)} batches, {len(images):,} pictures in all: {list(images.shape)}")

# %% jupyter={"source_hidden": true}
with torch.no_grad():
    answers = model(images[:200].to(memory_format=torch.channels_last)).softmax(dim=1)
truth = torch.cat([some for _, some in batches])[:200]
surest, said = answers.max(dim=1)
hit = said == truth
kinds = {  # each the clearest case among the first 200 pictures
    "sure and right": torch.where(hit, surest, 0.0).argmax(),
    "unsure and right": torch.where(hit, surest, 2.0).argmin(),
    "unsure and wrong": torch.where(hit, 2.0, surest).argmin(),
    "sure and wrong": torch.where(hit, 0.0, surest).argmax(),
}
figure, panels = plt.subplots(2, 4, figsize=(11, 4.6), height_ratios=[1, 1.2], layout="constrained")
for (above, below), (kind, place) in zip(panels.T, kinds.items(), strict=True):
    above.imshow(to_rgb(images[place]))
    above.set(
        xticks=[], yticks=[], title=f"{kind}\nis {CLASSES[truth[place]]}, called {CLASSES[said[place]]}"
    )
    colours = ["#d9802b" if k == truth[place] else "#9dc3e6" for k in range(len(CLASSES))]
    below.barh(CLASSES, answers[place], color=colours)
    below.invert_yaxis()
    below.set(xlim=(0, 1), xlabel="probability")
    if below is not panels[1, 0]:
        below.set_yticklabels([])
described = [
    f"{kind}: {CLASSES[truth[place]]}, called {CLASSES[said[place]]} with {surest[place]:.0%}"
    for kind, place in kinds.items()
]
show(
    figure,
    f"Four test pictures, and how likely the network finds each of ten classes. {'; '.join(described)}.",
)

# %% [markdown]
# The orange bar is the true class; in the last picture it is too short to be seen. An accuracy would say of these four:
# 50%, and no more, not even which. If something important depended on the answer, which of the four would worry you most?

# %% [markdown]
# ## Every prediction, once
#
# `evaluate_classification` of lesson 07 came back with three numbers, and threw away everything else. But there are
# more questions than "how many are right?". Which classes are hard? What are they taken for? How sure is the network
# when it is wrong? All of them can be answered from three columns, one row for each of the $M$ pictures:
#
# | column | type | what it holds |
# |---|---|---|
# | targets | int64 [M] | what each picture is: from the loader |
# | predictions | int64 [M] | what the network says it is: the class with the highest logit |
# | probabilities | float32 [M, K] | how likely the network finds each class; every row sums to 1 |
#
# So collect them once, and ask afterwards as often as you like.
#
# **Probabilities.** The softmax of lesson 08 makes them of logits, for every picture over its classes: $p_k = e^{z_k}
# / \sum_j e^{z_j}$. `logits.softmax(dim=1)` does it, and takes care that no exponential overflows: if the same number
# is taken from all of a picture's logits, $p$ stays what it was, so it takes the largest one away first. A **number
# for paper**: the logits $(2, 1, 0)$ give $(e^0, e^{-1}, e^{-2}) = (1, 0.37, 0.14)$, divided by their sum 1.50:
# $(0.67, 0.24, 0.09)$.
#
# **Predictions.** `logits.argmax(dim=1)` is the *number* of the highest logit in every row, [N]. The softmax keeps the
# order, so the highest logit is also the highest probability.
#
# **Joining.** `torch.cat([a, b, c])` puts tensors one behind the other along their first dimension: [100, 10], [100,
# 10] and [50, 10] become [250, 10].
#
# **Where things are.** The images go to the device that the model is on, as in lesson 07. The results come back:
# `x.cpu()` is `x` in the computer's main memory, and costs nothing where it is there already. On a graphics card they
# would pile up in the one memory that is always short.
#
# All three columns have to come out of *one* walk through the loader, and have a row for each picture that came:
# `len(loader.dataset)` is another number where a loader leaves pictures out, and a list of batches has no `dataset`.
#
# **Predict, then open.** Somebody collects the predictions in one walk, and the targets in a second one. The loader
# shuffles. The network is perfect, and there are ten classes of the same size. Which accuracy comes out?
#
# <details><summary>Answer</summary>
#
# About 10%, that of guessing: each prediction is compared with the target of some other picture. Loaders of *test*
# pictures mostly do not shuffle, so this mistake can wait for months until somebody passes the training loader.
#
# </details>
#
# ## Leave the model as you found it
#
# You know from lesson 07 what an evaluation needs: eval mode, so that no answer depends on its neighbours in the
# batch; no gradients, so that nothing is kept for a backward pass that never comes; and afterwards every module back
# in the mode in which it was found, also after an error. There you wrote it with `try` and `finally`. It is needed so
# often that the course has it ready: a **context manager**, which does something when a `with` block begins and undoes
# it when the block ends, however it ends. (In the next lesson you write one.)
#
# | | inside the block | afterwards |
# |---|---|---|
# | `with evaluation_mode(model):` | every module is in eval mode | each is in the mode it had before |
# | `with torch.no_grad():` | no computation is recorded | recording is what it was before |
#
# Both in one line: `with evaluation_mode(model), torch.no_grad():`. You may as well write it by hand again.


# %% nbgrader={"grade_id": "write-09-collect_predictions"}
def collect_predictions(model, loader, device="cpu"):
    """What a model says about every picture of a loader, in eval mode and without gradients.

    Args:
        model: gives logits [N, K]; every module of it is afterwards in the mode in which it was found, also after an
            error.
        loader: anything that a for loop goes through once and that gives batches of images [N, C, H, W] and class
            numbers [N]: a DataLoader, also one that leaves samples out, a list, a generator.
        device: where the model is, and where each batch of images is moved.

    Returns:
        (targets, predictions, probabilities) in the loader's order, on the CPU: class numbers [M], class numbers [M]
        and [M, K], for M pictures in all; every row of probabilities sums to 1.
    """
    ### BEGIN SOLUTION
    targets, predictions, probabilities = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            logits = model(images.to(device))
            targets.append(labels.cpu())
            predictions.append(logits.argmax(dim=1).cpu())
            probabilities.append(logits.softmax(dim=1).cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)
    ### END SOLUTION


# %% nbgrader={"grade_id": "09-collect_predictions"}
check("09.collect_predictions")

# %% [markdown]
# {hints:09.collect_predictions}

# %% [markdown]
# Now the real ones. Everything below is made from these three columns.

# %%
targets, predictions, probabilities = collect_predictions(model, batches)
right = predictions == targets
accuracy = right.float().mean().item()
print(f"{int(right.sum()):,} of {len(right):,} right: {accuracy:.1%}")
for index in range(3):
    said = ", ".join(
        f"{CLASSES[k]} {probabilities[index, k]:.1%}" for k in probabilities[index].topk(3).indices
    )
    print(f"picture {index} is: {CLASSES[targets[index]]}. The network says: {said}")

# %% [markdown]
# ### How exact is an accuracy
#
# The 2,000 pictures are a sample, and another sample would have given another accuracy. If the network is right with
# probability $p$ and is asked $n$ times, the share of right answers has the standard deviation
#
# $$\sqrt{\frac{p\,(1 - p)}{n}}.$$
#
# A **number for paper**: for $p = 0.95$ and $n = 2000$ it is $\sqrt{0.0475 / 2000} = 0.0049$, half a percentage point.
# With $n = 100$ it is 0.022. Twice that to either side holds the true value in about 95 of 100 cases.
#
# **Predict, then run.** Cut the test pictures into pieces of 100. How far do the accuracies of the pieces lie apart?

# %%
# right.split(100) cuts the column into pieces of 100.
pieces = torch.tensor([piece.float().mean() for piece in right.split(100)])
deviation = math.sqrt(accuracy * (1 - accuracy) / 100)
print(f"pieces of 100 pictures: from {pieces.min():.0%} to {pieces.max():.0%} right")
print(f"standard deviation of the pieces {pieces.std(correction=0):.3f}, by the formula {deviation:.3f}")
of_all = math.sqrt(accuracy * (1 - accuracy) / len(right))
print(f"all {len(right):,} together: {accuracy:.1%}, give or take {2 * of_all:.1%}")

# %% [markdown]
# So whoever says that one network is better than another, because it got half a point more on a small test set, has
# not said much yet.

# %% [markdown]
# ## The confusion matrix
#
# An accuracy does not say *which* mistakes were made. The **confusion matrix** does: a table of $K \times K$ counts,
# one row for every class that a picture can **be**, and one column for every class that it can be **called**. Every
# picture adds one to a single place, and right answers land on the diagonal.
#
# A **number for paper**: nine pictures of three classes, 0 for cat, 1 for dog and 2 for ship.
#
# | | | | | | | | | | |
# |---|---|---|---|---|---|---|---|---|---|
# | target | 0 | 0 | 0 | 0 | 1 | 1 | 1 | 2 | 2 |
# | prediction | 0 | 0 | 1 | 2 | 0 | 1 | 1 | 2 | 2 |

# %% jupyter={"source_hidden": true}
counts, names = [[2, 1, 1], [1, 2, 0], [0, 0, 2]], ("cat", "dog", "ship")
figure, axes = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
axes.set(xlim=(-1.5, 6.3), ylim=(3.1, -0.7))
axes.axis("off")
for true, row in enumerate(counts):
    axes.text(-0.2, true + 0.5, f"is a {names[true]}", ha="right", va="center")
    axes.text(true + 0.5, -0.3, f"called\n{names[true]}", ha="center", va="center")
    for predicted, count in enumerate(row):
        look = {"facecolor": "#dce9f5", "hatch": "//"} if true == predicted else {"facecolor": "white"}
        axes.add_patch(Rectangle((predicted, true), 1, 1, edgecolor="gray", **look))
        digit = axes.text(predicted + 0.5, true + 0.5, count, ha="center", va="center", fontsize=13)
        digit.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.5})
for row, text in enumerate(("a cat that was\ncalled a ship", None, "hatched: right answers")):
    if text:
        axes.annotate(text, (2.75, row + 0.5), (3.7, row + 0.5), va="center", arrowprops={"arrowstyle": "->"})
show(
    figure,
    "A matrix of three rows and three columns. Row cat: 2, 1, 1. Row dog: 1, 2, 0. Row ship: 0, 0, 2. The diagonal, "
    "where right answers stand, is hatched; an arrow shows that row cat, column ship is a cat that was called a ship.",
)

# %% [markdown]
# Six of nine are right: the diagonal's sum. The first row says where the four cats went.
#
# **Counting.** A loop over all pictures with `matrix[true, predicted] += 1` is right, and for 2,000 pictures fast
# enough. There is a way without a loop: number the places, row by row. With $K$ columns, the place in row $t$ and
# column $p$ has the number $t \cdot K + p$. For the cat that was called a ship that is $0 \cdot 3 + 2 = 2$. Then count
# how often each number occurs, which is what `torch.bincount` does:
#
# `torch.bincount(torch.tensor([2, 0, 2]), minlength=5)` gives `[1, 0, 2, 0, 0]`: one 0, no 1, two 2s, and no 3 and 4.
#
# Then `.reshape(K, K)` breaks the row of $K^2$ counts into $K$ rows of $K$.
#
# **A class that never occurs** has a row of zeros all the same. `minlength` sees to it; without it the counts would
# end at the largest number that occurs. That is why `num_classes` is an argument: it cannot be read off the data.
#
# **Predict, then run.** Tensors can be indexed with tensors, so why not all pictures at once, as in the last line of
# the cell below? The four pictures are a cat that was called a dog, three times, and a dog that was called a dog.

# %%
some_targets, some_predictions = torch.tensor([0, 0, 0, 1]), torch.tensor([1, 1, 1, 1])
matrix = torch.zeros(2, 2, dtype=torch.int64)
matrix[some_targets, some_predictions] += 1
print(matrix)

# %% [markdown]
# The mistake was made three times and is counted once. The line reads the places (three times the same 0), adds one to
# each, and writes them back (three times the same 1).
#
# ## Counts or shares
#
# If one class has 50 pictures and another 500, their counts cannot be compared. So divide every row by its sum: then
# the row of cats says which *share* of the cats went where, and every row sums to 1. The first row of the example
# becomes $(0.5, 0.25, 0.25)$.
#
# **Broadcasting.** `matrix.sum(dim=1)` has the shape [K], and dividing [K, K] by [K] divides every *column* by a
# number of its own: PyTorch lines shapes up from the right, and repeats what is missing on the left. The sums have to
# be [K, 1], and `matrix.sum(dim=1, keepdim=True)` is. If every class has the same number of pictures, both give the
# same result, and nobody notices.
#
# **A class that does not occur** has the row sum 0, and 0 / 0 is `nan`, "not a number", which then spreads through
# every sum that it gets into. Its row should stay 0: nobody has seen that class taken for anything. A sum of counts is
# 0 or at least 1, so it is enough to divide by 1 where the sum is 0: `x.clamp(min=1)` raises whatever is below 1 to 1,
# and leaves all else alone.


# %% nbgrader={"grade_id": "write-09-confusion_matrix"}
def confusion_matrix(targets, predictions, num_classes, normalize=False):
    """How often each class was taken for each: rows are true classes, columns are predicted ones.

    Args:
        targets: int64 [N] class numbers.
        predictions: int64 [N] class numbers.
        num_classes: K, also where some of them never occur.
        normalize: shares instead of counts: every row sums to 1, and the row of a class that does not occur is 0.

    Returns:
        [K, K]: counts or shares.
    """
    ### BEGIN SOLUTION
    places = torch.bincount(targets * num_classes + predictions, minlength=num_classes**2)
    matrix = places.reshape(num_classes, num_classes)
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
    ### END SOLUTION


# %% nbgrader={"grade_id": "09-confusion_matrix"}
check("09.confusion_matrix")

# %% [markdown]
# {hints:09.confusion_matrix}

# %% [markdown]
# ### Along the rows and down the columns
#
# The diagonal answers two different questions, depending on what it is divided by:
#
# - by the sum of its **row**: of all cats, which share was called a cat? That is the class's *recall*;
# - by the sum of its **column**: of all pictures that were called a cat, which share are cats? That is its *precision*.
#
# In the example four pictures are cats and three were called cats, and two are both: recall 2/4, precision 2/3.
#
# **Predict, then run.** A network that calls everything a cat has which recall, and which precision, for cats? And
# which of the ten classes will be the hardest for ours?

# %%
matrix = confusion_matrix(targets, predictions, len(CLASSES))
# matrix.diag() is the diagonal, [K].
recall = matrix.diag() / matrix.sum(dim=1).clamp(min=1)
precision = matrix.diag() / matrix.sum(dim=0).clamp(min=1)
order = recall.argsort().tolist()

figure, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
places = range(len(order))
axes.hlines(places, recall[order], precision[order], color="gray", linewidth=1)
axes.plot(recall[order], places, "o", label="recall: of those that are, called so")
axes.plot(
    precision[order],
    places,
    "D",
    markersize=9,
    markerfacecolor="none",
    label="precision: of those called so, that are",
)
axes.set_yticks(places, [CLASSES[k] for k in order])
axes.set(xlabel="share", xlim=(None, 1.005))
axes.grid(axis="x", alpha=0.3)
figure.legend(loc="outside upper center", ncols=2, frameon=False)
rows = ", ".join(f"{CLASSES[k]} {recall[k]:.0%} and {precision[k]:.0%}" for k in order)
show(figure, f"Recall and precision of each class, the lowest recall first: {rows}.")

# %% [markdown]
# <details><summary>Answer</summary>
#
# A network that calls everything a cat finds every cat, recall 1, and is right one time in ten, precision 0.1. Either
# of the two alone can be had for nothing; so look at both. Where the two marks of a class lie apart, the network is
# too generous with its name (recall above precision) or too stingy.
#
# </details>

# %% [markdown]
# ## The most confused pairs
#
# A hundred numbers are many. Ninety of them count mistakes, and most of those are close to zero: which are the
# largest? Your function gives them as a list of triples (true class, predicted class, rate), the largest first.
#
# For the example of above and $k = 2$, with counts, one right answer is `[(0, 1, 1), (0, 2, 1)]`: three pairs occur
# once, and which of them come first is open.
#
# **The matrix you are handed** is taken as it stands. Its entries may be shares or counts, and the third number of a
# triple is the entry, so that a reader can look it up. Do not normalise it again, and do not write into it: somebody
# wants to plot it afterwards.
#
# **How many there are.** There are $K (K - 1)$ pairs of two different classes. Whoever asks for more gets all of
# these, and no pair of a class with itself.
#
# **Pairs that never occur** have the entry 0 and count like any other: they come last, when $k$ is that large. Before them
# may stand pairs that occur equally often, and each of them has a row of its own. A diagonal that was set to 0 is no
# smaller than they are.
#
# To call a cat a dog and to call a dog a cat are two different mistakes.
#
# `matrix.tolist()` makes ordinary Python lists of a tensor. And a list of triples can be sorted by the third number of
# each:

# %%
triples = [("a", "b", 0.1), ("b", "a", 0.3), ("a", "c", 0.2)]
print(sorted(triples, key=lambda triple: triple[2], reverse=True))


# %% nbgrader={"grade_id": "write-09-most_confused"}
def most_confused(matrix, k):
    """The k largest entries of a confusion matrix off its diagonal, the largest first.

    Args:
        matrix: [K, K] counts or shares, rows are true classes; is not changed.
        k: how many pairs, those whose entry is 0 included; beyond K*(K - 1) all of them.

    Returns:
        list of (true class, predicted class, rate); the rate is the entry as it stands.
    """
    ### BEGIN SOLUTION
    pairs = [
        (true, predicted, rate)
        for true, row in enumerate(matrix.tolist())
        for predicted, rate in enumerate(row)
        if true != predicted
    ]
    return sorted(pairs, key=lambda pair: pair[2], reverse=True)[:k]
    ### END SOLUTION


# %% nbgrader={"grade_id": "09-most_confused"}
check("09.most_confused")

# %% [markdown]
# {hints:09.most_confused}

# %% [markdown]
# **Predict, then run.** Write down the three pairs that you expect on top. And will each mistake be as frequent as the
# one in the other direction?

# %%
shares = confusion_matrix(targets, predictions, len(CLASSES), normalize=True)
for true, predicted, rate in most_confused(shares, 8):
    print(
        f"{rate:5.1%} of class {CLASSES[true]:<10} are called {CLASSES[predicted]:<10} "
        f"({shares[predicted, true]:.1%} the other way round)"
    )

# %% [markdown]
# ## Pictures of right and wrong answers
#
# Numbers say how often. To see *why*, look at the pictures. You write two figures, and in both the drawing is the
# smaller part: first collect what is to be drawn.
#
# **What imshow takes.** A picture [H, W, 3] with values in 0..1; anything outside is cut off. The loader's pictures
# are [3, H, W] and normalised (lesson 01), so most of their values would be lost. `to_rgb(image)` undoes both: it
# multiplies by the deviation, adds the mean and puts the colours last. A matrix [K, K] is drawn by the same function:
# its rows from top to bottom, each value as a colour of the map `cmap`.
#
# **Errors only.** With `only_errors=True` right answers are passed over *before* anything is counted, and the first
# batch will seldom hold `n` errors: go on through the loader until there are enough, or until it ends.
#
# **No colours needed.** About one man in twelve cannot tell red from green. So the title says in words what the
# picture is and what the network said, and a ✓ or ✗ which of the two it is.
#
# `p.max(dim=1)` gives two tensors [N]: `.values`, the largest of each row, and `.indices`, its number, as `argmax`
# does. What you need of matplotlib:
#
# | | |
# |---|---|
# | `figure, axes = plt.subplots(2, 8, figsize=(12, 4), squeeze=False, layout="constrained")` | a figure of 12x4 inches and its 2x8 panels; `squeeze=False` keeps them a 2x8 array, whatever the numbers |
# | `axes.flat` | all panels, row by row |
# | `panel.imshow(values, cmap="Blues")` | a picture or a matrix |
# | `panel.axis("off")` | no frame, no ticks |
# | `panel.set_title(text)` | the title; `"\n"` begins a new line |
# | `panel.set_xticks(places, names, rotation=90)` | names along the columns; `set_yticks` along the rows |
# | `panel.set(xlabel="...", ylabel="...")` | what the axes mean |
# | `panel.text(x, y, text, ha="center", va="center", color="black")` | a text; x is the column, y the row |
#
# Both functions return the figure. `show(figure, alt)`, which you have met since lesson 01, draws it and gives it a
# description in words, for those who cannot see it.


# %% nbgrader={"grade_id": "write-09-show"}
def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    """The first n pictures of a loader, or the first n that the model gets wrong, with what it takes them for.

    Args:
        model: gives logits [N, K]; every module of it is afterwards in the mode in which it was found.
        loader: gives batches of images [N, 3, H, W], normalised as in lesson 01, and class numbers [N].
        classes: K names.
        n: pictures at most.
        only_errors: pass right answers over.
        device: where the model is, and where each batch of images is moved.

    Returns:
        a figure of one panel a picture; its title holds the names of the predicted and of the true class.
    """
    ### BEGIN SOLUTION
    shown = []
    with evaluation_mode(model), torch.no_grad():
        for images, targets in loader:
            best = model(images.to(device)).softmax(dim=1).cpu().max(dim=1)
            rows = zip(images, targets.tolist(), best.indices.tolist(), best.values.tolist(), strict=True)
            shown += [row for row in rows if not only_errors or row[1] != row[2]]
            if len(shown) >= n:
                break
    shown = shown[:n]

    height = max(1, math.ceil(len(shown) / 8))
    figure, axes = plt.subplots(height, 8, figsize=(12, 2.1 * height), squeeze=False, layout="constrained")
    for panel in axes.flat:
        panel.axis("off")
    for panel, (image, target, prediction, sure) in zip(axes.flat, shown, strict=False):
        panel.imshow(to_rgb(image))
        mark = "✓" if prediction == target else "✗"
        panel.set_title(f"{mark} {classes[prediction]} {sure:.0%}\nis {classes[target]}", fontsize=10)
    return figure
    ### END SOLUTION


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    """The confusion matrix as a figure, with the classes' names on both sides; best with its numbers written in.

    Args:
        targets: int64 [N] class numbers.
        predictions: int64 [N] class numbers.
        classes: K names.
        normalize: draw shares of the true class, else counts.

    Returns:
        a figure with one panel; rows are true classes.
    """
    ### BEGIN SOLUTION
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    figure, panel = plt.subplots(figsize=(7, 6), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(len(classes)), classes, rotation=90)
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="predicted class", ylabel="true class")
    for true, row in enumerate(matrix.tolist()):
        for predicted, value in enumerate(row):
            if value > 0:
                text = f"{value:.1%}" if normalize else f"{value}"
                colour = "white" if value > matrix.max() / 2 else "black"
                panel.text(predicted, true, text, ha="center", va="center", color=colour, fontsize=9)
    return figure
    ### END SOLUTION


# %% nbgrader={"grade_id": "09-show"}
check("09.show")

# %% [markdown]
# {hints:09.show}

# %% [markdown]
# ## What it is good for: mistakes with a pattern
#
# If the mistakes were spread evenly, each class would be taken for the nine others equally often. Six of the ten
# classes are animals, four are vehicles.
#
# **Predict, then run.** What will the matrix look like, if you squint?

# %%
animals = torch.tensor([name in ("bird", "cat", "deer", "dog", "frog", "horse") for name in CLASSES])
wrong = ~right  # ~ is "not", for every element
both_animals = (animals[targets] & animals[predictions])[wrong].float().mean().item()
both_vehicles = (~animals[targets] & ~animals[predictions])[wrong].float().mean().item()
worst = ", ".join(
    f"{rate:.0%} of {CLASSES[t]} called {CLASSES[p]}" for t, p, rate in most_confused(shares, 3)
)
show(
    plot_confusion_matrix(targets, predictions, CLASSES),
    f"Confusion matrix of {len(targets):,} test pictures in shares of the true class. The diagonal lies between "
    f"{shares.diag().min():.0%} and {shares.diag().max():.0%}. The largest other entries: {worst}.",
)
print(f"of the wrong answers {both_animals:.0%} take an animal for another animal,")
print(f"{both_vehicles:.0%} a vehicle for another vehicle, and")
print(f"{1 - both_animals - both_vehicles:.0%} cross over; of evenly spread mistakes 53% would")

# %% [markdown]
# <details><summary>What you see</summary>
#
# Squinting, a trained network's matrix falls into blocks: animals are taken for animals, vehicles for vehicles. Nobody
# told the network that there are two sorts of classes. It found out, because what animals have in common can be seen.
# (Of evenly spread mistakes, an animal's would go to one of four vehicles out of nine, a vehicle's to one of six
# animals out of nine: $0.6 \cdot \tfrac49 + 0.4 \cdot \tfrac69 = 0.53$.)
#
# </details>
#
# **Predict, then run.** And now the worst ones: the mistakes that the network is surest of. Would you have known
# better?

# %%
confidence = probabilities.max(dim=1).values
# Right answers get 0 here, so that they stand at the end.
surest = confidence.masked_fill(right, 0).argsort(descending=True)[: min(16, int(wrong.sum()))]
show(
    visualize_test_predictions(model, [(images[surest], targets[surest])], CLASSES, only_errors=True),
    f"The {len(surest)} wrong answers of which the network is surest, each with the class it says, its probability "
    "and the true class: "
    + ", ".join(
        f"{CLASSES[targets[i]]} called {CLASSES[predictions[i]]} ({confidence[i]:.0%})" for i in surest
    )
    + ".",
)

# %% [markdown]
# <details><summary>What you see</summary>
#
# Several sorts of mistakes. Some pictures are hard for anybody, at 32x32 pixels. In some a habit of the network shows:
# a plain background, an unusual angle, a colour that goes with another class. And now and then the *label* is what is
# wrong: Northcutt et al. had people look again at such suspects in ten well-known test sets, and found about one wrong
# label in 200 in CIFAR-10's. Sorting by confidence is how they are found.
#
# </details>

# %% [markdown]
# ## How sure is it when it is wrong
#
# The highest probability of a row is the network's **confidence**. Can it be believed? Among all the answers that are
# given with about 80%, four of five should be right; then the network is called **calibrated**. So sort the answers
# into bins by their confidence, and compare in each bin the mean confidence with the share that is right.
#
# **Predict, then run.** Will the network be right more often than it says, or less often? (Remember what it was asked
# for in lesson 08: a target of 0.91 for the true class, and not 1.) And what will the confidences of its wrong answers
# look like?

# %%
BINS = 10
bins = (confidence * BINS).long().clamp(max=BINS - 1)  # bin 0 is 0..0.1, bin 9 is 0.9..1
points = []
for number in range(BINS):
    inside = bins == number
    count = int(inside.sum())
    if count:
        share = right[inside].float().mean().item()
        points.append((confidence[inside].mean().item(), share, count))
says, is_right, counts = zip(*points, strict=True)
# One standard deviation of each share. A share of exactly 0 or 1 would have none, so no p (1 - p) below 0.01 is taken.
deviations = [math.sqrt(max(share * (1 - share), 0.01) / count) for _, share, count in points]
gap = sum(count * abs(said - share) for said, share, count in points) / len(right)

figure, (histogram, diagram) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
for label, those, style in (("right", right, "-"), ("wrong", wrong, "--")):
    found = torch.bincount(bins[those], minlength=BINS)
    histogram.stairs(
        found / found.sum().clamp(min=1),
        [number / BINS for number in range(BINS + 1)],
        linestyle=style,
        linewidth=2,
        label=f"{label} answers: {found.sum():,}",
    )
histogram.set(xlabel="confidence", ylabel="share of these answers")
histogram.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, frameon=False)
diagram.plot([0, 1], [0, 1], ":", color="gray", label="calibrated")
diagram.errorbar(says, is_right, yerr=deviations, fmt="o-", capsize=3, label="the network")
for said, share, count in points:
    diagram.annotate(f"{count:,}", (said, share), (7, -9), textcoords="offset points", fontsize=8, ha="left")
diagram.set(
    xlabel="mean confidence in the bin", ylabel="share right in the bin", xlim=(0, 1.1), ylim=(0, 1.03)
)
diagram.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2, frameon=False)
middle = {label: confidence[those].median().item() for label, those in (("right", right), ("wrong", wrong))}
show(
    figure,
    f"Left: how the confidences are spread; half of the right answers are given with more than {middle['right']:.0%}, "
    f"half of the wrong ones with more than {middle['wrong']:.0%}. Right: the share that is right against the "
    "confidence, with the number of answers: "
    + ", ".join(f"{share:.0%} right at {said:.0%} ({count:,})" for said, share, count in points)
    + ".",
)
print(f"mean confidence {confidence.mean():.1%}, accuracy {accuracy:.1%}; mean gap over the bins {gap:.1%}")

# %% [markdown]
# The bars are one standard deviation of the share, from the formula of above: where a bin holds few answers, its point
# says little. The *mean gap* weighs every bin with its number of answers; it is known as the expected calibration
# error.
#
# What a confidence is good for, even one that is not calibrated: a network may **refuse**. Let it answer only those
# pictures of which it is surest, and leave the rest to somebody else.

# %%
order = confidence.argsort(descending=True)
for share in (1.0, 0.9, 0.8, 0.5):
    answered = order[: round(share * len(order))]
    print(f"answers the surest {share:4.0%}: {right[answered].float().mean():6.1%} of these are right")

# %% [markdown]
# <details><summary>What you see</summary>
#
# Two things at once. On average the network is less sure of its wrong answers than of its right ones, so refusing
# helps a great deal: mistakes gather among the answers that it is least sure of. And yet there are wrong answers among
# the sure ones too: you saw them above. A confidence is a statement about many answers, not about one.
#
# Points *above* the dotted line are answers that are right more often than the network says, points below it are
# overconfident. Guo et al. found the networks of 2017 overconfident throughout. Label smoothing works against that,
# because it never asks for a probability of 1, and it can overdo it.
#
# </details>

# %% [markdown]
# ## What you can now explain
#
# - why all answers are collected in one walk through the loader, and what an evaluation must leave as it was;
# - how exact an accuracy is, and why half a point on a small test set does not tell two networks apart;
# - what the rows and the columns of a confusion matrix say, and why recall and precision differ;
# - why a row that sums to nothing needs care, and why `keepdim` matters;
# - what it means that a network is calibrated, and what its confidence is good for where it is not.
#
# You know now *what* the network takes for what. The next lesson opens it, to see what it looks at.
#
# ## Further reading
#
# - C. Guo, G. Pleiss, Y. Sun, K. Q. Weinberger: *On Calibration of Modern Neural Networks*, ICML 2017, arXiv:1706.04599,
#   sections 2 and 3: the picture that you have drawn, and why networks became overconfident.
# - R. Müller, S. Kornblith, G. Hinton: *When Does Label Smoothing Help?*, NeurIPS 2019, arXiv:1906.02629, section 3.
# - D. Hendrycks, K. Gimpel: *A Baseline for Detecting Misclassified and Out-of-Distribution Examples in Neural Networks*,
#   ICLR 2017, arXiv:1610.02136: how far the highest probability gets.
# - C. G. Northcutt, A. Athalye, J. Mueller: *Pervasive Label Errors in Test Sets Destabilize Machine Learning Benchmarks*,
#   NeurIPS 2021 (Datasets and Benchmarks), arXiv:2103.14749: CIFAR-10's wrong labels.
# - B. Recht, R. Roelofs, L. Schmidt, V. Shankar: *Do CIFAR-10 Classifiers Generalize to CIFAR-10?*, 2018,
#   arXiv:1806.00451: what an accuracy on a much used test set is worth.
