# wrong: takes the last BatchNorm of modules(), in a convolutional block the shortcut's, not bn3.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def last_batchnorm(block):
    return [m for m in block.modules() if isinstance(m, nn.BatchNorm2d)][-1]


def initialize_weights(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        if isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
    for module in model.modules():
        if isinstance(module, (IdentityBlock, ConvolutionalBlock)):
            nn.init.zeros_(last_batchnorm(module).weight)
