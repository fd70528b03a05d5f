# wrong: puts a fresh linear layer in the place of fc, so the model's answers are no longer what they were.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    for p in model.parameters():
        p.requires_grad = False
    model.fc = nn.Linear(model.fc.in_features, model.fc.out_features)
    for m in model.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.__class__ = FrozenBatchNorm2d
            m.eval()
