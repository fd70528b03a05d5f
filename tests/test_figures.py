"""What every figure of `resnet_ref.test_utils` promises: it fits its canvas, and a notebook shows it exactly once."""

from __future__ import annotations

import io
from collections.abc import Callable

import matplotlib.pyplot as plt
import nbformat
import pytest
import torch
from matplotlib.figure import Figure
from nbclient import NotebookClient

from resnet_ref import test_utils
from resnet_ref.cifar10 import CLASSES
from resnet_ref.network import ResNet50

torch.manual_seed(0)
MODEL, IMAGES = ResNet50(width=4), torch.randn(17, 3, 32, 32)
LOADER = [(IMAGES, torch.arange(17) % 10)]
FIGURES: dict[str, Callable[[], Figure]] = {
    "predictions": lambda: test_utils.visualize_test_predictions(MODEL, LOADER, CLASSES),
    "errors": lambda: test_utils.visualize_test_predictions(MODEL, LOADER, CLASSES, only_errors=True),
    "one prediction": lambda: test_utils.visualize_test_predictions(MODEL, LOADER, CLASSES, n=1),
    "confusion matrix": lambda: test_utils.plot_confusion_matrix(LOADER[0][1], LOADER[0][1] // 2, CLASSES),
    "two classes": lambda: test_utils.plot_confusion_matrix([0, 1, 1], [0, 0, 1], ["cat", "dog"], False),
    "feature maps": lambda: test_utils.show_feature_maps(MODEL, IMAGES[0], "layer1.0.downsample.0"),
    "filters": lambda: test_utils.show_first_conv_filters(MODEL),
    "weights": lambda: test_utils.plot_weight_histograms(MODEL),
    "Grad-CAM": lambda: test_utils.show_gradcam_grid(MODEL, "layer3", IMAGES[:5], CLASSES),
    "one Grad-CAM": lambda: test_utils.show_gradcam_grid(MODEL, "layer3", IMAGES[:1], CLASSES),
}


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_is_cut_off_and_pyplot_is_left_alone(name: str) -> None:
    mine = plt.figure()
    try:
        figure = FIGURES[name]()
        assert plt.get_fignums() == [mine.number]
        assert plt.gcf() is mine
    finally:
        plt.close(mine)
    figure.savefig(io.BytesIO())
    drawn, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert drawn.x0 >= 0
    assert drawn.y0 >= 0
    assert drawn.x1 <= width
    assert drawn.y1 <= height


def test_a_notebook_shows_a_figure_once_as_the_last_line_and_never_otherwise() -> None:
    cells = [
        "from resnet_ref.figures import image_panels\nfigure, panels = image_panels(2, 2)\npanels[0].plot([1, 2])",
        "figure",
        "1 + 1",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    pictures = [
        sum("image/png" in output.get("data", {}) for output in cell.outputs) for cell in notebook.cells
    ]
    assert pictures == [0, 1, 0]
