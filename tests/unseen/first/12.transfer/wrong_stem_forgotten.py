# wrong: freezes the four stages and forgets the stem, its convolution and its BatchNorm.
from torch import nn


class FrozenBatchNorm2d(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)



def freeze_backbone(model):
    for stage in (model.layer1, model.layer2, model.layer3, model.layer4):
        stage.requires_grad_(False)
        for m in stage.modules():
            if isinstance(m, nn.BatchNorm2d):
                m.__class__ = FrozenBatchNorm2d
                m.eval()
