# right: collects the blocks' last BatchNorms by identity, then one pass with match
import torch

from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def initialize_weights(model):
    blocks = (m for m in model.modules() if isinstance(m, (IdentityBlock, ConvolutionalBlock)))
    last_ones = {id(block.bn3) for block in blocks}
    with torch.no_grad():
        for module in model.modules():
            match module:
                case nn.Conv2d():
                    fan_out = module.weight[:, 0].numel()
                    sigma = torch.tensor(2.0 / fan_out).sqrt()
                    module.weight.copy_(torch.randn(module.weight.shape) * sigma)
                case nn.BatchNorm2d():
                    module.weight.copy_(torch.full_like(module.weight, float(id(module) not in last_ones)))
                    module.bias.zero_()
