# right: matplotlib's Figure without pyplot, own denormalisation by hand, modes kept by hand, matshow for the matrix.
import torch
from matplotlib.figure import Figure

from resnet_ref.load_data import to_rgb


class Gallery:
    """Collects at most n pictures and draws them as a nearly square figure."""

    def __init__(self, classes, n):
        self.classes, self.n, self.items = classes, n, []

    @property
    def full(self):
        return len(self.items) >= self.n

    def add(self, image, true, said):
        if not self.full:
            self.items.append((to_rgb(image).numpy(), int(true), int(said)))

    def draw(self):
        side = 1
        while side * side < len(self.items):
            side += 1
        figure = Figure(figsize=(2.2 * side, 2.4 * side), layout="tight")
        for number, (picture, true, said) in enumerate(self.items, start=1):
            axes = figure.add_subplot(side, side, number, xticks=[], yticks=[])
            axes.imshow(picture, interpolation="nearest")
            verdict = "✓ right" if true == said else "✗ wrong"
            axes.set_title(f"{verdict}: {self.classes[said]} for {self.classes[true]}", fontsize=7)
        return figure


def visualize_test_predictions(model, loader, classes, n=16, only_errors=False, device="cpu"):
    gallery = Gallery(classes, n)
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.eval()
        with torch.no_grad():
            for images, labels in loader:
                said = model(images.to(device)).max(dim=1).indices.cpu()
                wanted = (said != labels).nonzero().flatten() if only_errors else torch.arange(len(labels))
                for i in wanted.tolist():
                    gallery.add(images[i], labels[i], said[i])
                if gallery.full:
                    break
    finally:
        for module, mode in modes:
            module.training = mode
    return gallery.draw()


def plot_confusion_matrix(targets, predictions, classes, normalize=True):
    k = len(classes)
    table = [[0] * k for _ in range(k)]
    for t, p in zip(targets.tolist(), predictions.tolist(), strict=True):
        table[t][p] += 1
    if normalize:
        table = [[count / (sum(row) or 1) for count in row] for row in table]
    figure = Figure(figsize=(1 + 0.7 * k, 1 + 0.7 * k), layout="constrained")
    axes = figure.subplots()
    axes.matshow(table, cmap="Greys")
    axes.set_xticks(range(k), labels=list(classes), rotation=90)
    axes.set_yticks(range(k), labels=list(classes))
    axes.set_xlabel("predicted class")
    axes.set_ylabel("true class")
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for y, row in enumerate(table):
        for x, value in enumerate(row):
            text = f"{value:.2f}" if normalize else f"{value}"
            axes.annotate(text, (x, y), ha="center", va="center", bbox=box)
    return figure
