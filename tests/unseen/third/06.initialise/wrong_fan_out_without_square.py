# wrong: works fan-out out as channels times k instead of k*k, which is right for the 1x1 convolutions only
import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def initialize_weights(model):
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.Conv2d):
                fan_out = module.out_channels * module.kernel_size[0]
                module.weight.normal_(0, (2 / fan_out) ** 0.5)
            elif isinstance(module, nn.BatchNorm2d):
                module.weight.fill_(1)
                module.bias.fill_(0)
        for name, module in model.named_modules():
            if name.endswith("bn3"):
                module.weight.fill_(0)
