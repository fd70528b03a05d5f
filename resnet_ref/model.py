"""The reference network, under the original project's name: blocks, ResNet-50, initialisation."""

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock
from resnet_ref.network import ResNet, ResNet50, count_parameters, initialize_weights, make_stage

__all__ = [
    "ConvolutionalBlock",
    "IdentityBlock",
    "ResNet",
    "ResNet50",
    "count_parameters",
    "initialize_weights",
    "make_stage",
]
