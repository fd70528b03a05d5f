"""Looking at a trained network, under the original project's name: predictions, activations, weights, maps.

Every `show_`, `plot_` and `visualize_` function returns a matplotlib figure. A notebook shows it when it is
the last line of a cell; `figure.savefig("name.png")` keeps it.
"""

from resnet_ref.evaluation import (
    collect_predictions,
    confusion_matrix,
    most_confused,
    plot_confusion_matrix,
    visualize_test_predictions,
)
from resnet_ref.gradcam import grad_cam, show_gradcam_grid
from resnet_ref.inspection import (
    capture_activations,
    normalize_for_display,
    plot_weight_histograms,
    show_feature_maps,
    show_first_conv_filters,
)

__all__ = [
    "capture_activations",
    "collect_predictions",
    "confusion_matrix",
    "grad_cam",
    "most_confused",
    "normalize_for_display",
    "plot_confusion_matrix",
    "plot_weight_histograms",
    "show_feature_maps",
    "show_first_conv_filters",
    "show_gradcam_grid",
    "visualize_test_predictions",
]
