# right: a strided view of all windows, then F.linear
import torch
import torch.nn.functional as F


def conv2d(x, weight, stride=1, padding=0):
    x = F.pad(x, (padding,) * 4).contiguous()
    n, c, height, width = x.shape
    out_channels, _, k, _ = weight.shape
    h, w = (height - k) // stride + 1, (width - k) // stride + 1
    sn, sc, sh, sw = x.stride()
    view = torch.as_strided(x, (n, h, w, c, k, k), (sn, sh * stride, sw * stride, sc, sh, sw))
    y = F.linear(view.reshape(n * h * w, c * k * k), weight.reshape(out_channels, -1))
    return y.view(n, h, w, out_channels).permute(0, 3, 1, 2)
