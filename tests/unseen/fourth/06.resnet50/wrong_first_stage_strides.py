# wrong: the first stage has stride 2 like all the others
from torch import nn
from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels, width, blocks, stride):
    return nn.Sequential(
        ConvolutionalBlock(in_channels, width, stride),
        *[IdentityBlock(4 * width, width) for _ in range(blocks - 1)],
    )


class ResNet50(nn.Module):
    def __init__(self, num_classes=10, width=64, stem="cifar"):
        super().__init__()
        if stem == "cifar":
            self.stem = nn.Sequential(nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        else:
            self.stem = nn.Sequential(
                nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(),
                nn.MaxPool2d(3, stride=2, padding=1),
            )
        stages, channels = [], width
        for index, blocks in enumerate((3, 4, 6, 3)):
            inside = width * 2**index
            stages.append(make_stage(channels, inside, blocks, stride=2))
            channels = 4 * inside
        self.stages = nn.Sequential(*stages)
        self.fc = nn.Linear(channels, num_classes)

    def forward(self, images):
        return self.fc(self.stages(self.stem(images)).mean(dim=(2, 3)))
