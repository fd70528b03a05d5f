# wrong: switches only the gradients off: in train mode the BatchNorms' statistics go on moving.
def freeze_backbone(model):
    for p in model.parameters():
        p.requires_grad = False
    for p in model.fc.parameters():
        p.requires_grad = True
