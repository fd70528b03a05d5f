# wrong: eval mode lasts only until the next model.train() AND of the head only the weight trains.
def freeze_backbone(model):
    for p in model.parameters():
        p.requires_grad_(False)
    model.fc.weight.requires_grad_(True)
    model.eval()
