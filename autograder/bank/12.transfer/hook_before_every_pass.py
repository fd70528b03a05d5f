"""A hook that runs before each BatchNorm's forward pass and puts it into eval mode."""


def freeze_backbone(model):
    model.requires_grad_(False)
    for parameter in model.fc.parameters():
        parameter.requires_grad = True
    for module in model.modules():
        if hasattr(module, "running_mean"):
            module.register_forward_pre_hook(lambda module, inputs: module.eval() and None)
