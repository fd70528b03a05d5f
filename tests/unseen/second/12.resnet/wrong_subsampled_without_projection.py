# wrong: The block projects only where the channels change; where only the stride is 2 every second place of the input is taken as the shortcut, without convolution and BatchNorm.
from torch import nn

from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.stride = stride
        self.downsample = None
        if in_channels != width:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, width, 1, stride=stride, bias=False), nn.BatchNorm2d(width)
            )

    def forward(self, x):
        if self.downsample is not None:
            shortcut = self.downsample(x)
        else:
            shortcut = x[:, :, :: self.stride, :: self.stride]
        out = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(out)) + shortcut)


COUNTS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    if depth not in COUNTS:
        raise ValueError(f"no ResNet has {depth} layers, choose from {list(COUNTS)}")
    stages, channels = [], width
    for i, blocks in enumerate(COUNTS[depth]):
        w, stride = width * 2**i, 1 if i == 0 else 2
        if depth < 50:
            stages.append(
                nn.Sequential(BasicBlock(channels, w, stride), *[BasicBlock(w, w) for _ in range(blocks - 1)])
            )
            channels = w
        else:
            stages.append(make_stage(channels, w, blocks, stride))
            channels = 4 * w
    return ResNet(stages, channels, num_classes, width, stem)
