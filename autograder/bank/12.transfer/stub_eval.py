def freeze_backbone(model):
    model.eval()
