# wrong: only IdentityBlocks get a zero, and the first block of each stage keeps a bn3 of weight 1
from torch import nn
from resnet_ref.identity_block import IdentityBlock


def initialize_weights(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.constant_(module.weight, 1)
            nn.init.constant_(module.bias, 0)
    for module in model.modules():
        if isinstance(module, IdentityBlock):
            nn.init.constant_(module.bn3.weight, 0)
