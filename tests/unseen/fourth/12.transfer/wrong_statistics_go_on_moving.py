# wrong: only requires_grad is turned off; BatchNorms go into train mode with the model and their statistics move
def freeze_backbone(model):
    for parameter in model.parameters():
        parameter.requires_grad = False
    for parameter in model.fc.parameters():
        parameter.requires_grad = True
