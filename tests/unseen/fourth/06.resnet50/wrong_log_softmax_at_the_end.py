# wrong: forward ends in a log-softmax, so what comes out are no logits
import torch.nn.functional as F
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


class ResNet50(nn.Module):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__()
        if stem == "cifar":
            stem_layers = [nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        elif stem == "imagenet":
            stem_layers = [
                nn.Conv2d(3, width, 7, 2, 3, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(),
                nn.MaxPool2d(3, 2, 1),
            ]
        else:
            raise ValueError(stem)
        body, channels = [], width
        for blocks, inside, stride in ((3, width, 1), (4, 2 * width, 2), (6, 4 * width, 2), (3, 8 * width, 2)):
            body.append(ConvolutionalBlock(channels, inside, stride))
            channels = 4 * inside
            body.extend(IdentityBlock(channels, inside) for _ in range(blocks - 1))
        self.features = nn.Sequential(*stem_layers, *body)
        self.classifier = nn.Linear(channels, num_classes)

    def forward(self, images):
        x = self.features(images).mean((2, 3))
        return F.log_softmax(self.classifier(x), dim=1)
