# wrong: In the basic block the second convolution has the stride and not the first AND the argument stem is ignored, every network gets the 3x3 stem.
from torch import nn

from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        if stride != 1 or in_channels != width:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, width, 1, stride=stride, bias=False), nn.BatchNorm2d(width)
            )
        else:
            self.downsample = nn.Sequential()

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out = out + self.downsample(x)
        return self.relu(out)


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    plans = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
    if depth not in plans:
        raise ValueError(f"depth must be one of {sorted(plans)}, not {depth}")
    stages, channels = [], width
    for i, blocks in enumerate(plans[depth]):
        stride = 1 if i == 0 else 2
        w = width * 2**i
        if depth >= 50:
            stages.append(make_stage(channels, w, blocks, stride))
            channels = 4 * w
        else:
            layers = [BasicBlock(channels, w, stride)] + [BasicBlock(w, w) for _ in range(blocks - 1)]
            stages.append(nn.Sequential(*layers))
            channels = w
    return ResNet(stages, channels, num_classes, width, "cifar")
