# wrong: the stride is not used, the window always moves by one pixel AND the kernel is turned upside down
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    x = F.pad(x, [padding] * 4)
    k = weight.shape[-1]
    h, w = x.shape[2] - k + 1, x.shape[3] - k + 1
    y = 0
    for u in range(k):
        for v in range(k):
            y = y + torch.einsum("nchw,oc->nohw", x[:, :, u : u + h, v : v + w], weight[:, :, k - 1 - u, v])
    return y
