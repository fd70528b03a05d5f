# right: one function per kind of module by singledispatch, handed to model.apply, which visits blocks after what is in them
from functools import singledispatch

from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


@singledispatch
def start(module):
    """Nothing to do for other modules."""


@start.register
def _(module: nn.Conv2d):
    nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")


@start.register
def _(module: nn.BatchNorm2d):
    nn.init.ones_(module.weight)
    nn.init.zeros_(module.bias)


@start.register(IdentityBlock)
@start.register(ConvolutionalBlock)
def _(module):
    nn.init.zeros_(module.bn3.weight)


def initialize_weights(model):
    model.apply(start)
