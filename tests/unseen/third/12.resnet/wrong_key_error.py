# wrong: an unknown depth raises the dict's KeyError, which is no ValueError
from torch import nn

from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()
        self.downsample = None
        if stride != 1 or in_channels != width:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, width, 1, stride=stride, bias=False), nn.BatchNorm2d(width)
            )

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + shortcut)


BLOCKS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}


def basic_stage(in_channels, width, blocks, stride):
    layers = [BasicBlock(in_channels, width, stride)]
    for _ in range(blocks - 1):
        layers.append(BasicBlock(width, width))
    return nn.Sequential(*layers)


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    counts = BLOCKS[depth]  # an error for a depth that does not exist
    basic = depth < 50
    stages, channels = [], width
    for i, blocks in enumerate(counts):
        stage_width = width * 2**i
        stride = 1 if i == 0 else 2
        if basic:
            stages.append(basic_stage(channels, stage_width, blocks, stride))
            channels = stage_width
        else:
            stages.append(make_stage(channels, stage_width, blocks, stride))
            channels = 4 * stage_width
    return ResNet(stages, channels, num_classes, width, stem)
