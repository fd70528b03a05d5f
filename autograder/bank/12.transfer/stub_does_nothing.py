def freeze_backbone(model):
    return model
