"""What the plots share: a grid of panels, and names for the classes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure


def new_figure(rows: int, columns: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """A figure of `rows` x `columns` panels of `width` x `height` inches each, and its axes row by row.

    The figure is pyplot's, since only pyplot teaches a notebook to draw figures, and closed at once, since an
    open one would be drawn a second time at the end of the cell and kept in memory. `savefig` works as ever.
    """
    size = (columns * width, rows * height + 0.5)  # half an inch for the title
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    plt.close(figure)
    return figure, list(axes.flat)


def image_panels(count: int, columns: int) -> tuple[Figure, list[Axes]]:
    """A figure of `count` panels for images, at most `columns` in a row, without ticks; few are larger."""
    columns = min(count, columns)
    size = min(max(6 / columns, 1.5), 4.5)
    figure, axes = new_figure(math.ceil(count / columns), columns, size, size + 0.25)
    for panel in axes:
        panel.set(xticks=[], yticks=[])
    for panel in axes[count:]:
        panel.remove()
    return figure, axes[:count]


def require_names(classes: Sequence[str], num_classes: int) -> None:
    """Raise ValueError unless `classes` holds a name for each of the model's `num_classes` classes."""
    if len(classes) != num_classes:
        raise ValueError(
            f"classes must name every class: the model has {num_classes}, and the names are {len(classes)}."
        )
