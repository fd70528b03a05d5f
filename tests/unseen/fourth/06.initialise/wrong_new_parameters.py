# wrong: the BatchNorms get new Parameters, which an optimizer made before does not know
import torch
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def initialize_weights(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        if isinstance(module, nn.BatchNorm2d):
            module.weight = nn.Parameter(torch.ones(module.num_features))
            module.bias = nn.Parameter(torch.zeros(module.num_features))
    for module in model.modules():
        if isinstance(module, (ConvolutionalBlock, IdentityBlock)):
            module.bn3.weight = nn.Parameter(torch.zeros(module.bn3.num_features))
