# wrong: An unknown depth is looked up in a dict without a check, which raises a KeyError and not the ValueError that is asked for.
from torch import nn

from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(in_channels, width, 3, stride, 1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, 1, 1, bias=False),
            nn.BatchNorm2d(width),
        )
        self.shortcut = nn.Identity()
        if stride != 1 or in_channels != width:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, width, 1, stride, bias=False), nn.BatchNorm2d(width)
            )
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.main(x) + self.shortcut(x))


def basic_stage(in_channels, width, blocks, stride):
    layers = [BasicBlock(in_channels, width, stride)]
    for _ in range(1, blocks):
        layers.append(BasicBlock(width, width))
    return nn.Sequential(*layers)


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    make, expansion, counts = {
        18: (basic_stage, 1, (2, 2, 2, 2)),
        34: (basic_stage, 1, (3, 4, 6, 3)),
        50: (make_stage, 4, (3, 4, 6, 3)),
        101: (make_stage, 4, (3, 4, 23, 3)),
        152: (make_stage, 4, (3, 8, 36, 3)),
    }[depth]
    w = width
    stages = [
        make(w, w, counts[0], 1),
        make(expansion * w, 2 * w, counts[1], 2),
        make(expansion * 2 * w, 4 * w, counts[2], 2),
        make(expansion * 4 * w, 8 * w, counts[3], 2),
    ]
    return ResNet(stages, expansion * 8 * w, num_classes, width, stem)
