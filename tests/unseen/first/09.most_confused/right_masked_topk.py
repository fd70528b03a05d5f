# right: boolean mask without the diagonal, nonzero for the places, topk with k cut down
import torch


def most_confused(matrix: torch.Tensor, k: int) -> list[tuple[int, int, float]]:
    off = ~torch.eye(len(matrix), dtype=torch.bool)
    places, values = off.nonzero(), matrix[off]
    best = values.topk(min(k, len(values)))
    return [
        (*places[index].tolist(), value)
        for index, value in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    ]
