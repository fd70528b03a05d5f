# wrong: track_running_stats and the running statistics are taken away, so BatchNorm uses the batch's own in eval mode too
from torch import nn


def freeze_backbone(model):
    for child_name, child in model.named_children():
        child.requires_grad_(child_name == "fc")
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.track_running_stats = False
            module.running_mean = None
            module.running_var = None
            module.eval()
