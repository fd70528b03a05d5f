# right: model.apply, which visits a block after what is in it, and singledispatch on the kind of module
from functools import singledispatch

import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


@singledispatch
def start(module):
    pass


@start.register
def _(module: nn.Conv2d):
    nn.init.kaiming_normal_(module.weight, mode="fan_out")  # leaky_relu of slope 0 has the same gain


@start.register
def _(module: nn.BatchNorm2d):
    module.reset_parameters()


@start.register(IdentityBlock)
@start.register(ConvolutionalBlock)
def _(block):
    nn.init.zeros_(block.bn3.weight)


def initialize_weights(model):
    model.apply(start)
