# right: everything is collected first and chosen by index; one row of panels, and axes placed by hand
import matplotlib.pyplot as plt
import torch

from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode


def confusion_matrix(targets, predictions, num_classes, normalize=False):
    places = targets * num_classes + predictions
    matrix = torch.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)
    return matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1) if normalize else matrix


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
        panel.set_title("\n".join(["says", classes[ps[i]], "is", classes[ys[i]]]))
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
