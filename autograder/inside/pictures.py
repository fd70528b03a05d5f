"""Figures in a notebook with a text for those who do not see them."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def show(figure: Figure, alt: str) -> None:
    """Display a matplotlib figure once, with `alt` as its alternative text.

    Jupyter gives figures that it draws by itself no alternative text, so this writes the image element.
    """
    from IPython.display import display
    from matplotlib import pyplot

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=96, bbox_inches="tight")
    pyplot.close(figure)
    data = base64.b64encode(buffer.getvalue()).decode()
    html = f'<img src="data:image/png;base64,{data}" alt="{escape(alt, quote=True)}" style="max-width: 100%">'
    display({"text/html": html, "text/plain": alt}, raw=True)
