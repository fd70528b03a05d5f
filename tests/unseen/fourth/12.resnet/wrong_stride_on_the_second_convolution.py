# wrong: the stride of the basic block is on its second convolution
from torch import nn
from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()
        self.shortcut = nn.Identity()
        if stride != 1 or in_channels != width:
            self.shortcut = nn.Sequential(
                nn.Conv2d(in_channels, width, 1, stride=stride, bias=False), nn.BatchNorm2d(width)
            )

    def forward(self, x):
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + self.shortcut(x))


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    plans = {
        18: [2, 2, 2, 2],
        34: [3, 4, 6, 3],
        50: [3, 4, 6, 3],
        101: [3, 4, 23, 3],
        152: [3, 8, 36, 3],
    }
    if depth not in plans:
        raise ValueError(f"depth must be one of {sorted(plans)}, not {depth}")
    stages, channels = [], width
    for i, n in enumerate(plans[depth]):
        w, stride = width * 2**i, 1 if i == 0 else 2
        if depth in (18, 34):
            layers = [BasicBlock(channels, w, stride)]
            layers += [BasicBlock(w, w) for _ in range(n - 1)]
            stages.append(nn.Sequential(*layers))
            channels = w
        else:
            stages.append(make_stage(channels, w, n, stride))
            channels = 4 * w
    return ResNet(stages, channels, num_classes, width, stem)
