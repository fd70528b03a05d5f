"""What a trained network gets right, and what it takes for what (lesson 09)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from matplotlib.figure import Figure
from torch import nn

from resnet_ref.figures import image_panels, new_figure, require_names
from resnet_ref.load_data import to_rgb
from resnet_ref.modes import evaluation_mode
from resnet_ref.shapes import require_positive

Batches = Iterable[tuple[torch.Tensor, torch.Tensor]]

NO_BATCHES = (
    "The loader gives no batches, so there is nothing to evaluate: use one that holds at least one image."
)


@torch.no_grad()
def predict(
    model: nn.Module, images: torch.Tensor, device: torch.device | str
) -> tuple[torch.Tensor, torch.Tensor]:
    """Predicted classes, int64 [N], and softmax probabilities, float32 [N, K], of one batch, on the CPU."""
    logits = model(images.to(device))
    return logits.argmax(1).cpu(), logits.float().softmax(1).cpu()


def collect_predictions(
    model: nn.Module, loader: Batches, device: torch.device | str = "cpu"
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Run the model over a whole loader in eval mode, without gradients.

    Args:
        model: images [N, 3, H, W] -> logits [N, K]; must be on `device`. The modes found are restored.
        loader: anything that gives batches of images and int64 class numbers; gone through once.
        device: where the images are sent.

    Returns:
        `(targets, predictions, probabilities)`, in the loader's order, on the CPU: int64 [M], int64 [M] and
        float32 [M, K], where every row of probabilities sums to 1.

    Raises:
        ValueError: the loader is empty.
    """
    batches = []
    with evaluation_mode(model):
        for images, targets in loader:
            batches.append((targets.cpu(), *predict(model, images, device)))
    if not batches:
        raise ValueError(NO_BATCHES)
    targets, predictions, probabilities = (torch.cat(column) for column in zip(*batches, strict=True))
    return targets, predictions, probabilities


def class_numbers(values: torch.Tensor | Sequence[int], num_classes: int, what: str) -> torch.Tensor:
    """`values` as int64 [N] on the CPU.

    Raises:
        ValueError: they are not whole numbers in one dimension, or one is outside 0..num_classes - 1.
    """
    numbers = torch.as_tensor(values).cpu()
    if numbers.dim() != 1:
        advice = " Take the likeliest class of each row with .argmax(1)." if numbers.dim() == 2 else ""
        raise ValueError(f"{what} must be class numbers [N], and this is {tuple(numbers.shape)}.{advice}")
    if len(numbers) and (numbers.is_floating_point() or numbers.dtype == torch.bool):
        raise ValueError(
            f"{what} must be whole numbers, and these are {numbers.dtype}: convert them with .long()."
        )
    outside = numbers[(numbers < 0) | (numbers >= num_classes)]
    if len(outside):
        raise ValueError(
            f"{what} must be from 0 to {num_classes - 1}, since there are {num_classes} classes, "
            f"and one is {outside[0].item()}."
        )
    return numbers.long()


def confusion_matrix(
    targets: torch.Tensor | Sequence[int],
    predictions: torch.Tensor | Sequence[int],
    num_classes: int,
    normalize: bool = False,
) -> torch.Tensor:
    """How often each class was taken for each: rows are true classes, columns predicted ones.

    Shapes: [N], [N] -> [K, K]; counts are int64. With `normalize` each row is float32 and sums to 1, and the
    row of a class that does not occur stays 0.

    Raises:
        ValueError: the two have different lengths, or a number is outside 0..num_classes - 1.
    """
    require_positive(num_classes=num_classes)
    true = class_numbers(targets, num_classes, "targets")
    predicted = class_numbers(predictions, num_classes, "predictions")
    if len(true) != len(predicted):
        raise ValueError(
            f"targets and predictions must speak of the same images, and there are {len(true)} targets for "
            f"{len(predicted)} predictions."
        )
    cells = torch.bincount(true * num_classes + predicted, minlength=num_classes**2)
    matrix = cells.reshape(num_classes, num_classes)
    return matrix / matrix.sum(1, keepdim=True).clamp_min(1) if normalize else matrix


def most_confused(matrix: torch.Tensor, k: int) -> list[tuple[int, int, float]]:
    """The k largest entries off the diagonal, largest first, as `(true, predicted, rate)`.

    The rate is the entry as it stands: a share of the true class if the matrix is normalised, else a count.
    Equal entries come in the order of their rows, then columns. At most K*(K - 1) exist.

    Raises:
        ValueError: the matrix is not [K, K], or k is not at least 1.
    """
    require_positive(k=k)
    if matrix.dim() != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"most_confused takes a confusion matrix [K, K], and this is {tuple(matrix.shape)}.")
    rates = matrix.tolist()
    pairs = [
        (true, predicted)
        for true in range(len(rates))
        for predicted in range(len(rates))
        if true != predicted
    ]
    pairs.sort(key=lambda pair: -rates[pair[0]][pair[1]])  # a stable sort keeps ties in reading order
    return [(true, predicted, float(rates[true][predicted])) for true, predicted in pairs[:k]]


def visualize_test_predictions(
    model: nn.Module,
    loader: Batches,
    classes: Sequence[str],
    n: int = 16,
    only_errors: bool = False,
    device: torch.device | str = "cpu",
) -> Figure:
    """The first n images of a loader, or the first n that the model gets wrong, with what it takes them for.

    Args:
        model: images [N, 3, H, W] -> logits [N, K]; must be on `device`. The modes found are restored.
        loader: batches of images, normalised as `cifar10_transforms` does, and class numbers.
        classes: K names.

    Raises:
        ValueError: the loader is empty, or `classes` does not name every class.
    """
    require_positive(n=n)
    shown: list[tuple[torch.Tensor, int, int, torch.Tensor]] = []
    seen = 0
    with evaluation_mode(model):
        for images, targets in loader:
            predictions, probabilities = predict(model, images, device)
            require_names(classes, probabilities.shape[1])
            rows = zip(images, targets.tolist(), predictions.tolist(), probabilities, strict=True)
            shown += [row for row in rows if not only_errors or row[1] != row[2]]
            seen += len(images)
            if len(shown) >= n:
                break
    if not seen:
        raise ValueError(NO_BATCHES)
    found = f"{len(shown) or 'none'} among all {seen:,} images" if len(shown) < n else f"the first {n}"
    shown = shown[:n]

    figure, panels = image_panels(max(len(shown), 1), columns=8)
    if not shown:
        panels[0].text(0.5, 0.5, "none", ha="center", va="center")
    for panel, (image, target, prediction, probability) in zip(panels, shown, strict=False):
        panel.imshow(to_rgb(image).numpy())
        said = f"{classes[prediction]} {probability[prediction]:.0%}"
        if prediction == target:
            panel.set_title(f"✓ {said}\n", fontsize="small")
        else:
            panel.set_title(f"✗ {said}\nis {classes[target]} {probability[target]:.0%}", fontsize="small")
            for side in panel.spines.values():
                side.set(linewidth=2.5, color="crimson")
    if only_errors:
        figure.suptitle(f"Errors: {found}")
    else:
        right = sum(prediction == target for _, target, prediction, _ in shown)
        figure.suptitle(f"{right} of {len(shown)} right")
    return figure


def plot_confusion_matrix(
    targets: torch.Tensor | Sequence[int],
    predictions: torch.Tensor | Sequence[int],
    classes: Sequence[str],
    normalize: bool = True,
) -> Figure:
    """The confusion matrix of [N] targets and predictions, with its numbers written in.

    Raises:
        ValueError: see `confusion_matrix`; the number of classes is that of their names.
    """
    counts = confusion_matrix(targets, predictions, len(classes))
    matrix = confusion_matrix(targets, predictions, len(classes), normalize)
    size = 2 + 0.5 * len(classes)
    figure, [panel] = new_figure(1, 1, 1.15 * size, size)
    scale = 1.0 if normalize else max(counts.max().item(), 1)
    drawn = panel.imshow(matrix.numpy(), cmap="Blues", vmin=0, vmax=scale)
    label = "share of the true class" if normalize else "images"
    figure.colorbar(drawn, label=label, shrink=0.8)
    panel.set_xticks(range(len(classes)), classes, rotation=45, ha="right", rotation_mode="anchor")
    panel.set_yticks(range(len(classes)), classes)
    panel.set(xlabel="predicted class", ylabel="true class")
    for true, row in enumerate(matrix.tolist()):
        for predicted, value in enumerate(row):
            if value:
                text = f"{value:.0%}" if normalize else f"{value}"
                colour = "white" if value > 0.6 * scale else "black"
                panel.text(predicted, true, text, ha="center", va="center", fontsize="small", color=colour)
    images = int(counts.sum())
    accuracy = f", {counts.trace() / images:.1%} right" if images else ""
    panel.set_title(f"{images:,} images{accuracy}")
    return figure
