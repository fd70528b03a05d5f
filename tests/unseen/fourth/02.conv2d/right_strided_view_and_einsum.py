# right: Tensor.unfold makes a view of all windows, and one einsum multiplies and adds
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    k = weight.shape[-1]
    windows = F.pad(x, (padding,) * 4).unfold(2, k, stride).unfold(3, k, stride)  # [N, C, H', W', k, k]
    return torch.einsum("nchwuv,kcuv->nkhw", windows, weight)
