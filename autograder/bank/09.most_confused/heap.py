"""A heap over a generator of named tuples."""

import heapq
from typing import NamedTuple


class Confusion(NamedTuple):
    true: int
    predicted: int
    rate: float


def most_confused(matrix, k):
    cells = (
        Confusion(row, column, matrix[row][column].item())
        for row in range(matrix.shape[0])
        for column in range(matrix.shape[1])
        if row != column
    )
    return heapq.nlargest(k, cells, key=lambda cell: cell.rate)
