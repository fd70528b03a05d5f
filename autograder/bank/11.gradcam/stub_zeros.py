import torch


def grad_cam(model, layer, images, targets=None):
    return torch.zeros(len(images), *images.shape[2:])
