# wrong: the basic block has a projection on its shortcut also where the shape stays the same
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
        self.downsample = nn.Sequential(
            nn.Conv2d(in_channels, width, 1, stride=stride, bias=False), nn.BatchNorm2d(width)
        )

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(out)) + self.downsample(x))


def basic_stage(in_channels, width, blocks, stride):
    return nn.Sequential(
        BasicBlock(in_channels, width, stride), *[BasicBlock(width, width) for _ in range(blocks - 1)]
    )


COUNTS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    if depth not in COUNTS:
        raise ValueError(f"no ResNet has {depth} layers")
    make, expansion = (basic_stage, 1) if depth < 50 else (make_stage, 4)
    stages, channels = [], width
    for number, blocks in enumerate(COUNTS[depth]):
        inside = width * 2**number
        stages.append(make(channels, inside, blocks, 2 if number else 1))
        channels = expansion * inside
    return ResNet(stages, channels, num_classes, width, stem)
