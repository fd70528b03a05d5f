# right: nothing of the reference: one residual block for both kinds, a network of its own, and depth checked by arithmetic
from torch import nn


def _normed(given, gives, kernel, stride=1):
    return [nn.Conv2d(given, gives, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(gives)]


class _Residual(nn.Module):
    def __init__(self, branch, shortcut):
        super().__init__()
        self.branch, self.shortcut = branch, shortcut

    def forward(self, x):
        return (self.branch(x) + self.shortcut(x)).relu()


class BasicBlock(_Residual):
    def __init__(self, in_channels, width, stride=1):
        branch = nn.Sequential(
            *_normed(in_channels, width, 3, stride), nn.ReLU(), *_normed(width, width, 3)
        )
        fits = (in_channels, stride) == (width, 1)
        super().__init__(branch, nn.Sequential() if fits else nn.Sequential(*_normed(in_channels, width, 1, stride)))


class Bottleneck(_Residual):
    def __init__(self, in_channels, width, stride=1, project=False):
        branch = nn.Sequential(
            *_normed(in_channels, width, 1),
            nn.ReLU(),
            *_normed(width, width, 3, stride),
            nn.ReLU(),
            *_normed(width, 4 * width, 1),
        )
        shortcut = _normed(in_channels, 4 * width, 1, stride) if project else []
        super().__init__(branch, nn.Sequential(*shortcut))


class Network(nn.Module):
    def __init__(self, counts, basic, num_classes, width, stem):
        super().__init__()
        if stem == "cifar":
            layers = [*_normed(3, width, 3), nn.ReLU()]
        elif stem == "imagenet":
            layers = [*_normed(3, width, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
        else:
            raise ValueError(f"no stem called {stem!r}")
        channels = width
        for stage, count in enumerate(counts):
            inside = width * 2**stage
            for number in range(count):
                stride = 2 if stage and not number else 1
                if basic:
                    layers.append(BasicBlock(channels, inside, stride))
                    channels = inside
                else:
                    layers.append(Bottleneck(channels, inside, stride, project=number == 0))
                    channels = 4 * inside
        self.body = nn.Sequential(*layers)
        self.fc = nn.Linear(channels, num_classes)

    def forward(self, images):
        return self.fc(self.body(images).mean(dim=(-2, -1)))


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    for counts, layers in (
        ((2, 2, 2, 2), 2),
        ((3, 4, 6, 3), 2),
        ((3, 4, 6, 3), 3),
        ((3, 4, 23, 3), 3),
        ((3, 8, 36, 3), 3),
    ):
        if depth == 2 + layers * sum(counts):
            return Network(counts, layers == 2, num_classes, width, stem)
    raise ValueError(f"there is no ResNet with {depth} layers")
