# wrong: The keys are the modules' names ("3.conv1"), not the parameters' ("3.conv1.weight").
import torch.nn.functional as F
from torch import nn


def gradient_norms(model, images, labels):
    model.zero_grad()
    loss = F.cross_entropy(model(images), labels)
    loss.backward()
    return {
        name: module.weight.grad.norm().item()
        for name, module in model.named_modules()
        if isinstance(module, nn.Conv2d)
    }
