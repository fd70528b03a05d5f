# wrong: relies on PyTorch's start for BatchNorm: a network used before keeps weights and biases.
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def initialize_weights(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, (IdentityBlock, ConvolutionalBlock)):
            # BatchNorm starts with weight 1 and bias 0 anyway
            nn.init.zeros_(module.bn3.weight)
