# wrong: fan-in, kaiming_normal_'s default, in place of fan-out
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def initialize_weights(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
    for module in model.modules():
        if isinstance(module, (IdentityBlock, ConvolutionalBlock)):
            nn.init.zeros_(module.bn3.weight)
