"""What a figure shows, for probes: matplotlib's own objects are looked at, and nothing is rendered."""

from __future__ import annotations

from typing import Any

import torch


def drawn(action: Any) -> Any:
    """The Figure that `action()` returns, None where it returns another thing; pyplot is afterwards as it was."""
    import matplotlib.pyplot as plt
    from matplotlib.figure import Figure

    backend, open_before = plt.get_backend(), plt.get_fignums()
    plt.switch_backend("agg")
    try:
        result = action()
        return result if isinstance(result, Figure) else None
    finally:
        for number in set(plt.get_fignums()) - set(open_before):
            plt.close(number)
        plt.switch_backend(backend)


def pictures_in(figure: Any) -> list[tuple[Any, torch.Tensor]]:
    """Every picture that the figure draws: the axes it stands in, and its values [h, w, channels]."""
    from matplotlib.image import AxesImage, BboxImage, FigureImage

    rows = []
    for picture in figure.findobj(lambda artist: isinstance(artist, AxesImage | BboxImage | FigureImage)):
        values = torch.as_tensor(picture.get_array().filled(0).tolist(), dtype=torch.float64)
        rows.append((picture.axes, values[..., :3] if values.dim() == 3 else values[..., None]))
    return rows
