"""model.apply with a function for each module, which runs from the inside to the outside; the head too."""

from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def initialize_weights(model: nn.Module) -> None:
    def start(module: nn.Module) -> None:
        match module:
            case nn.Conv2d():
                nn.init.kaiming_normal_(module.weight, mode="fan_out")
            case nn.BatchNorm2d():
                module.reset_parameters()
            case nn.Linear():
                nn.init.normal_(module.weight, std=0.01)
                nn.init.constant_(module.bias, 0)
            case IdentityBlock() | ConvolutionalBlock():
                nn.init.constant_(module.bn3.weight, 0)

    model.apply(start)
