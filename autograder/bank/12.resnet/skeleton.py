"""ResNet and make_stage from lesson 06; the projection appended after the branch, in-place addition."""

from torch import nn

from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv_a = nn.Conv2d(in_channels, width, 3, stride=stride, padding=1, bias=False)
        self.conv_b = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn_a, self.bn_b = nn.BatchNorm2d(width), nn.BatchNorm2d(width)
        self.needs_projection = stride > 1 or in_channels != width
        if self.needs_projection:
            self.conv_p = nn.Conv2d(in_channels, width, 1, stride=stride, bias=False)
            self.bn_p = nn.BatchNorm2d(width)

    def forward(self, x):
        kept = self.bn_p(self.conv_p(x)) if self.needs_projection else x
        h = self.bn_a(self.conv_a(x)).clamp(min=0)
        h = self.bn_b(self.conv_b(h))
        h += kept
        return h.relu_()


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    counts = {18: "2222", 34: "3463", 50: "3463", 101: ("3", "4", "23", "3"), 152: ("3", "8", "36", "3")}
    if depth not in counts:
        raise ValueError(f"no ResNet-{depth}")
    stages, c = [], width
    for i, n in enumerate(map(int, counts[depth])):
        w, s = width * (1, 2, 4, 8)[i], (1, 2, 2, 2)[i]
        if depth >= 50:
            stages.append(make_stage(c, w, n, s))
            c = w * 4
        else:
            stages.append(nn.Sequential(*[BasicBlock(w if k else c, w, 1 if k else s) for k in range(n)]))
            c = w
    return ResNet(stages, c, num_classes, width, stem)
