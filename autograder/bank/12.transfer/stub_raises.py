def freeze_backbone(model):
    raise NotImplementedError("12.transfer")
