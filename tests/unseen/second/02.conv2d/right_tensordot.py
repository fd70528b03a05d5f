# right: Tensor.unfold twice, then tensordot over channel and window; zeros put round the picture by hand.
import torch


def conv2d(x: torch.Tensor, weight: torch.Tensor, stride: int = 1, padding: int = 0) -> torch.Tensor:
    n, c, h, w = x.shape
    if padding:
        framed = x.new_zeros(n, c, h + 2 * padding, w + 2 * padding)
        framed[:, :, padding : padding + h, padding : padding + w] = x
    else:
        framed = x
    k = weight.shape[-1]
    windows = framed.unfold(-2, k, stride).unfold(-2, k, stride)
    return torch.tensordot(windows, weight, dims=([1, 4, 5], [1, 2, 3])).movedim(-1, 1)
