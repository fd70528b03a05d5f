import torch


def conv2d(x, weight, stride=1, padding=0):
    layer = torch.nn.Conv2d(x.shape[1], len(weight), weight.shape[2], stride, padding, bias=False).to(x.dtype)
    layer.weight.data = weight
    return layer(x).data
