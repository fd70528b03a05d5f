# right: draws standard normal numbers, scales them and copies them in; BatchNorm by its name in one pass
import math

import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def initialize_weights(model):
    with torch.no_grad():
        for path, module in model.named_modules():
            kind = type(module)
            if issubclass(kind, nn.Conv2d):
                outputs, _, *k = module.weight.shape
                sigma = math.sqrt(2 / (outputs * math.prod(k)))
                module.weight.copy_(sigma * torch.randn_like(module.weight))
            elif issubclass(kind, nn.BatchNorm2d):
                is_last = path.rpartition(".")[2] == "bn3"
                module.weight.fill_(0.0 if is_last else 1.0)
                module.bias.zero_()
