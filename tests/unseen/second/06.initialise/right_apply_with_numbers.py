# right: model.apply with a helper, deviation worked out by hand, bn3 found by its name
import torch


def _start(module):
    if isinstance(module, torch.nn.Conv2d):
        out_channels, _, height, width = module.weight.shape
        module.weight.normal_(0, (2 / (out_channels * height * width)) ** 0.5)
    elif isinstance(module, torch.nn.BatchNorm2d):
        module.weight.fill_(1)
        module.bias.fill_(0)


@torch.no_grad()
def initialize_weights(model):
    model.apply(_start)
    for name, module in model.named_modules():
        if name.split(".")[-1] == "bn3":
            module.weight.zero_()
