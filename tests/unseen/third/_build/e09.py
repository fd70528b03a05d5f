from put import put
E = "09.collect_predictions"
IMP = "import torch\n\nfrom resnet_ref.modes import evaluation_mode\n\n\n"
put(E, "wrong_softmax_over_the_batch", "the softmax goes over the pictures of a batch, not over the classes", '''
def collect_predictions(model, loader, device="cpu"):
    targets, predictions, probabilities = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            logits = model(images.to(device))
            targets.append(labels.cpu())
            predictions.append(logits.argmax(dim=1).cpu())
            probabilities.append(torch.softmax(logits, 0).cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)
''', IMP)
put(E, "wrong_modes_lost_on_error", "the modes are put back only where no error was raised", '''
import torch


@torch.no_grad()
def collect_predictions(model, loader, device="cpu"):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    targets, predictions, probabilities = [], [], []
    for images, labels in loader:
        logits = model(images.to(device))
        probabilities.append(logits.softmax(dim=1).cpu())
        predictions.append(logits.argmax(dim=1).cpu())
        targets.append(labels.cpu())
    for module, mode in modes.items():
        module.training = mode
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)
''')
put(E, "wrong_predictions_as_a_column", "topk(1) keeps its second dimension, so the predictions are [M, 1]", '''
def collect_predictions(model, loader, device="cpu"):
    targets, predictions, probabilities = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            logits = model(images.to(device))
            targets.append(labels.cpu())
            predictions.append(logits.topk(1, dim=1).indices.cpu())
            probabilities.append(logits.softmax(dim=1).cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)
''', IMP)
put(E, "wrong_generator_runs_too_late", "the model runs in a generator that is used up only after the with block, so in the old mode and with gradients", '''
def collect_predictions(model, loader, device="cpu"):
    with evaluation_mode(model), torch.no_grad():
        outputs = ((labels, model(images.to(device))) for images, labels in loader)
    targets, predictions, probabilities = [], [], []
    for labels, logits in outputs:
        targets.append(labels.cpu())
        predictions.append(logits.argmax(dim=1).cpu())
        probabilities.append(logits.softmax(dim=1).cpu())
    return torch.cat(targets), torch.cat(predictions), torch.cat(probabilities)
''', IMP)
put(E, "wrong_sigmoid", "each logit goes through a sigmoid of its own, so the rows do not sum to 1", '''
def collect_predictions(model, loader, device="cpu"):
    all_targets, all_probabilities = [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            all_targets.append(labels.cpu())
            all_probabilities.append(torch.sigmoid(model(images.to(device))).cpu())
    probabilities = torch.cat(all_probabilities)
    return torch.cat(all_targets), probabilities.argmax(dim=1), probabilities
''', IMP)
put(E, "right_generator_and_zip", "a generator holds the with block and yields triples, and zip turns them into columns", '''
def collect_predictions(model, loader, device="cpu"):
    def triples():
        with evaluation_mode(model), torch.no_grad():
            for images, labels in loader:
                logits = model(images.to(device))
                yield labels.cpu(), logits.argmax(1).cpu(), logits.softmax(1).cpu()

    return tuple(map(torch.cat, zip(*list(triples()), strict=True)))
''', IMP)
put(E, "right_logits_first", "only the logits are collected; softmax by hand and argmax come once, after the walk", '''
import torch


def collect_predictions(model, loader, device="cpu"):
    found = {module: module.training for module in model.modules()}
    rows, classes = [], []
    try:
        model.train(False)
        for images, labels in loader:
            with torch.no_grad():
                rows += [model(images.to(device)).to("cpu")]
            classes += labels.tolist()
    finally:
        for module in found:
            module.training = found[module]
    logits = torch.vstack(rows)
    exponentials = (logits - logits.max(dim=1, keepdim=True).values).exp()
    probabilities = exponentials / exponentials.sum(dim=1, keepdim=True)
    return torch.tensor(classes), logits.max(dim=1).indices, probabilities
''')

E = "09.confusion_matrix"
IMP = "import torch\n\n\n"
put(E, "wrong_columns_sum_to_one", "normalised, every column is divided by its own sum, which makes precision of it", '''
def confusion_matrix(targets, predictions, num_classes, normalize=False):
    places = targets * num_classes + predictions
    matrix = torch.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)
    if normalize:
        matrix = matrix / matrix.sum(dim=0, keepdim=True).clamp(min=1)
    return matrix
''', IMP)
put(E, "wrong_one_added_to_the_sum", "1 is added to every row's sum to avoid 0 / 0, so no row sums to 1", '''
def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros(num_classes, num_classes)
    for true, predicted in zip(targets, predictions):
        matrix[true, predicted] += 1
    if normalize:
        matrix = matrix / (matrix.sum(dim=1, keepdim=True) + 1)
    return matrix
''', IMP)
put(E, "wrong_classes_from_the_data", "the number of classes is read off the largest number that occurs", '''
def confusion_matrix(targets, predictions, num_classes, normalize=False):
    k = int(torch.cat([targets, predictions]).max()) + 1
    matrix = torch.bincount(targets * k + predictions, minlength=k * k).reshape(k, k)
    if normalize:
        return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
''', IMP)
put(E, "wrong_counts_in_bytes", "counts are kept in uint8 and start again at 0 after 255", '''
def confusion_matrix(targets, predictions, num_classes, normalize=False):
    matrix = torch.zeros((num_classes, num_classes), dtype=torch.uint8)
    for true, predicted in zip(targets.tolist(), predictions.tolist()):
        matrix[true][predicted] += 1
    if not normalize:
        return matrix
    return matrix.float() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
''', IMP)
put(E, "wrong_one_hot_product_turned", "the product of the one-hot matrices has the predicted classes as its rows", '''
import torch
import torch.nn.functional as F


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    is_a = F.one_hot(targets, num_classes)
    called = F.one_hot(predictions, num_classes)
    matrix = called.T @ is_a
    if normalize:
        matrix = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    return matrix
''')
put(E, "right_one_hot_einsum", "one-hot rows and an einsum; F.normalize with p=1 divides, and leaves rows of zeros alone", '''
import torch
import torch.nn.functional as F


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    truth = F.one_hot(targets, num_classes).double()
    said = F.one_hot(predictions, num_classes).double()
    counts = torch.einsum("nt,np->tp", truth, said)
    return F.normalize(counts, p=1, dim=1) if normalize else counts
''')
put(E, "right_counter_of_pairs", "Python's Counter counts the pairs, row by row; no tensor until the end", '''
from collections import Counter

import torch


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    pairs = Counter(zip(targets.tolist(), predictions.tolist(), strict=True))
    rows = []
    for true in range(num_classes):
        row = [pairs[true, predicted] for predicted in range(num_classes)]
        if normalize and any(row):
            row = [count / sum(row) for count in row]
        rows.append(row)
    return torch.tensor(rows, dtype=torch.float32 if normalize else torch.int64)
''')

E = "09.most_confused"
put(E, "wrong_places_after_the_mask", "the places of the values without the diagonal are read as if every row still had K of them", '''
def most_confused(matrix, k):
    size = matrix.shape[0]
    off_diagonal = matrix[~torch.eye(size, dtype=torch.bool)]
    values, places = off_diagonal.topk(min(k, len(off_diagonal)))
    return [(p // size, p % size, v) for p, v in zip(places.tolist(), values.tolist())]
''', IMP)
put(E, "wrong_zeros_left_out", "pairs whose entry is 0 are left out, so fewer than k come back", '''
def most_confused(matrix, k):
    pairs = []
    for true, row in enumerate(matrix.tolist()):
        for predicted, rate in enumerate(row):
            if true != predicted and rate > 0:
                pairs.append((true, predicted, rate))
    pairs.sort(key=lambda pair: pair[2], reverse=True)
    return pairs[:k]
''')
put(E, "wrong_diagonal_overwritten", "the caller's matrix loses its diagonal", '''
def most_confused(matrix, k):
    size = len(matrix)
    matrix.fill_diagonal_(-1)
    values, places = matrix.flatten().topk(min(k, size * (size - 1)))
    result = []
    for value, place in zip(values.tolist(), places.tolist()):
        result.append((place // size, place % size, value))
    return result
''')
put(E, "wrong_pairs_keyed_by_rate", "a dict from rate to pair keeps only one of several pairs with the same rate", '''
def most_confused(matrix, k):
    by_rate = {}
    for true, row in enumerate(matrix.tolist()):
        for predicted, rate in enumerate(row):
            if true != predicted:
                by_rate[rate] = (true, predicted)
    rates = sorted(by_rate, reverse=True)[:k]
    return [(*by_rate[rate], rate) for rate in rates]
''')
put(E, "wrong_both_directions_in_one", "the two directions of a pair are added up and reported as one", '''
def most_confused(matrix, k):
    both = (matrix + matrix.T).tolist()
    size = len(both)
    pairs = [(i, j, both[i][j]) for i in range(size) for j in range(i + 1, size)]
    return sorted(pairs, key=lambda pair: pair[2], reverse=True)[:k]
''')
put(E, "right_heap_of_permutations", "itertools.permutations gives the pairs and heapq the k largest", '''
import heapq
from itertools import permutations
from operator import itemgetter


def most_confused(matrix, k):
    table = matrix.tolist()
    pairs = ((true, said, table[true][said]) for true, said in permutations(range(len(table)), 2))
    return heapq.nlargest(k, pairs, key=itemgetter(2))
''')
put(E, "right_nonzero_of_the_mask", "the mask's nonzero gives the places, and one argsort of the values orders them", '''
def most_confused(matrix, k):
    different = torch.eye(len(matrix)) == 0
    places, values = different.nonzero(), matrix[different]
    order = values.argsort(descending=True)[:k]
    return [(*place, value) for place, value in zip(places[order].tolist(), values[order].tolist(), strict=True)]
''', IMP)

E = "09.show"
IMP = '''import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    places = targets * num_classes + predictions
    matrix = torch.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)
    return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1) if normalize else matrix


'''
VIS = '''def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    chosen = []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            if len(chosen) >= n:
                break
            predictions = model(images.to(device)).argmax(dim=1).cpu()
            for image, label, prediction in zip(images, labels.tolist(), predictions.tolist()):
                if not only_errors or label != prediction:
                    chosen.append((image, label, prediction))
    chosen = chosen[:n]
    columns = min(8, max(1, len(chosen)))
    rows = max(1, -(-len(chosen) // columns))
    figure, axes = plt.subplots(
        rows, columns, figsize=(1.6 * columns, 2 * rows), squeeze=False, layout="constrained"
    )
    for panel in axes.flat:
        panel.axis("off")
    for panel, (image, label, prediction) in zip(axes.flat, chosen):
        panel.imshow(to_rgb(image.cpu()))
        mark = "✓" if label == prediction else "✗"
        panel.set_title(f"{mark} {classes[prediction]}\\nis {classes[label]}", fontsize=9)
    for panel in axes.flat[len(chosen) :]:
        panel.remove()
    return figure


'''
PLOT = '''def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    figure, panel = plt.subplots(figsize=(7, 7), layout="constrained")
    panel.imshow(matrix, cmap="Blues")
    panel.set_xticks(range(len(classes)), classes, rotation=90)
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="predicted class", ylabel="true class")
    for row, values in enumerate(matrix.tolist()):
        for column, value in enumerate(values):
            panel.text(column, row, f"{value:.2f}" if normalize else value, ha="center", va="center")
    return figure
'''
put(E, "wrong_titles_of_other_pictures", "with only_errors the pictures are filtered, but the names in the titles are those of the unfiltered batch", '''
def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    pictures, true, said = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for images, labels in loader:
            predictions = model(images.to(device)).argmax(dim=1).cpu()
            if only_errors:
                images = images[predictions != labels]
            pictures.extend(images)
            true.extend(labels.tolist())
            said.extend(predictions.tolist())
            if len(pictures) >= n:
                break
    pictures = pictures[:n]
    columns = min(8, max(1, len(pictures)))
    rows = max(1, -(-len(pictures) // columns))
    figure, axes = plt.subplots(rows, columns, figsize=(1.6 * columns, 2 * rows), squeeze=False)
    for panel in axes.flat:
        panel.axis("off")
    for panel, picture, t, s in zip(axes.flat, pictures, true, said):
        panel.imshow(to_rgb(picture))
        panel.set_title(f"{classes[s]} {'✓' if s == t else '✗'}\\nis {classes[t]}")
    for panel in axes.flat[len(pictures) :]:
        panel.remove()
    return figure


''' + PLOT, IMP)
put(E, "wrong_always_shares", "normalize is not handed on, so shares are drawn where counts were asked for", VIS + '''
def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    shares = confusion_matrix(targets, predictions, len(classes), normalize=True)
    figure, axes = plt.subplots(figsize=(7, 6), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(classes)), classes, rotation=90)
    axes.set_yticks(range(len(classes)), classes)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    return figure
'''.lstrip(), IMP)
put(E, "wrong_names_of_occurring_classes", "only the classes that occur get a name, so names stand at the wrong rows where a class is absent", VIS + '''
def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    names = [classes[k] for k in targets.unique().tolist()]
    figure, axes = plt.subplots(figsize=(7, 6), layout="constrained")
    axes.imshow(matrix, cmap="Blues")
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true")
    return figure
'''.lstrip(), IMP)
put(E, "wrong_left_in_eval_mode", "the model is put into eval mode and stays there", VIS.replace(
'''    with evaluation_mode(model), torch.no_grad():
''', '''    model.eval()
    with torch.no_grad():
''') + PLOT, IMP.replace("from resnet_ref.modes import evaluation_mode\n", ""))
put(E, "wrong_first_batch_only", "only the loader's first batch is looked at, however few of its pictures are wanted ones", '''
def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    images, labels = next(iter(loader))
    with evaluation_mode(model), torch.no_grad():
        predictions = model(images.to(device)).argmax(dim=1).cpu()
    keep = torch.arange(len(images))
    if only_errors:
        keep = keep[predictions != labels]
    keep = keep[:n].tolist()
    columns = min(4, max(1, len(keep)))
    rows = max(1, -(-len(keep) // columns))
    figure, axes = plt.subplots(rows, columns, figsize=(2 * columns, 2.3 * rows), squeeze=False)
    for panel, i in zip(axes.flat, keep):
        panel.imshow(to_rgb(images[i]))
        panel.set_title(f"is {classes[labels[i]]}\\ncalled {classes[predictions[i]]}", fontsize=8)
        panel.axis("off")
    for panel in axes.flat[len(keep) :]:
        panel.remove()
    return figure


''' + PLOT, IMP)
put(E, "right_without_pyplot", "Figure objects without pyplot, islice over a generator, matshow with tick labels set by name", '''
from itertools import islice

import torch
from matplotlib.figure import Figure

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def answers(model, loader, only_errors, device):
    """(picture, true class, predicted class), one after the other."""
    for images, labels in loader:
        with evaluation_mode(model), torch.no_grad():
            said = model(images.to(device)).argmax(1).cpu()
        for image, t, p in zip(images, labels, said, strict=True):
            if p != t or not only_errors:
                yield image, int(t), int(p)


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    chosen = list(islice(answers(model, loader, only_errors, device), n))
    figure = Figure(figsize=(9, 2 + 1.5 * (len(chosen) // 6)), layout="constrained")
    for place, (image, t, p) in enumerate(chosen, start=1):
        panel = figure.add_subplot((len(chosen) + 5) // 6, 6, place, xticks=[], yticks=[])
        panel.imshow(to_rgb(image))
        sign = "=" if t == p else "≠"
        panel.set_title(f"{classes[p]} {sign} {classes[t]}", fontsize=8)
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    size = len(classes)
    matrix = torch.zeros(size, size)
    matrix.index_put_((targets, predictions), torch.ones(len(targets)), accumulate=True)
    if normalize:
        matrix = (matrix / matrix.sum(1, keepdim=True)).nan_to_num(nan=0.0)
    figure = Figure(figsize=(8, 8))
    axes = figure.add_subplot(
        xticks=range(size), yticks=range(size), xlabel="called", ylabel="is", title="confusion matrix"
    )
    axes.matshow(matrix.numpy(), cmap="viridis", vmin=0)
    axes.set(xticks=range(size), yticks=range(size), xticklabels=classes, yticklabels=classes)
    axes.tick_params(axis="x", labelrotation=60)
    return figure
''')
put(E, "right_collect_then_filter", "everything is collected first and chosen by index; a subfigure row a picture; a colour bar beside the matrix would be a second panel, so the numbers are written in", '''
def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    xs, ys, ps = [], [], []
    with evaluation_mode(model), torch.no_grad():
        for x, y in loader:
            xs.append(x.cpu())
            ys.append(y.cpu())
            ps.append(model(x.to(device)).cpu().argmax(dim=1))
    xs, ys, ps = map(torch.cat, (xs, ys, ps))
    wanted = (ps != ys) if only_errors else torch.ones_like(ys, dtype=torch.bool)
    index = wanted.nonzero().flatten()[:n].tolist()
    if not index:
        return plt.figure()
    figure, axes = plt.subplots(1, len(index), squeeze=False, figsize=(1.5 * len(index), 2.2))
    for i, panel in zip(index, axes[0], strict=True):
        panel.imshow(to_rgb(xs[i]))
        panel.set(xticks=[], yticks=[])
        panel.set_title("\\n".join(["says", classes[ps[i]], "is", classes[ys[i]]]))
    return figure


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    drawn = confusion_matrix(targets, predictions, len(classes), normalize).double().numpy()
    places = list(range(len(classes)))
    figure = plt.figure(figsize=(6, 6))
    panel = figure.add_axes([0.2, 0.2, 0.75, 0.75])
    panel.imshow(drawn, cmap="Greys", interpolation="nearest")
    panel.xaxis.set_ticks(places, labels=list(classes), rotation=90)
    panel.yaxis.set_ticks(places, labels=list(classes))
    panel.set_ylabel("what it is")
    panel.set_xlabel("what it was called")
    form = "{:.0%}" if normalize else "{:.0f}"
    for t in places:
        for p in places:
            dark = drawn[t, p] > drawn.max() / 2
            panel.text(p, t, form.format(drawn[t, p]), ha="center", va="center", color="w" if dark else "k")
    return figure
''', IMP)
