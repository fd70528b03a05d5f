# wrong: an unknown depth gives a ResNet-50 in place of a ValueError
from torch import nn
from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, stride=1, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()
        self.downsample = None
        if stride != 1 or in_channels != width:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, width, kernel_size=1, stride=stride, bias=False), nn.BatchNorm2d(width)
            )

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + identity)


def make_basic_stage(in_channels, width, blocks, stride):
    layers = [BasicBlock(in_channels, width, stride)]
    for _ in range(1, blocks):
        layers.append(BasicBlock(width, width))
    return nn.Sequential(*layers)


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    basic = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
    bottleneck = {50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
    if depth in basic:
        blocks, make, expansion = basic[depth], make_basic_stage, 1
    else:
        blocks, make, expansion = bottleneck.get(depth, bottleneck[50]), make_stage, 4
    widths = [width, 2 * width, 4 * width, 8 * width]
    inputs = [width] + [expansion * w for w in widths[:3]]
    stages = [make(c, w, n, s) for c, w, n, s in zip(inputs, widths, blocks, (1, 2, 2, 2))]
    return ResNet(stages, expansion * widths[-1], num_classes, width, stem)
