# wrong: The weights and biases of the BatchNorms are skipped and still want a gradient AND the BatchNorms are put into eval mode only once, which the next model.train() undoes.
from torch import nn


def freeze_backbone(model):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
        elif isinstance(module, nn.Conv2d):
            module.weight.requires_grad_(False)
    model.fc.requires_grad_(True)
