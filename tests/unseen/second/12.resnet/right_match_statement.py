# right: stem, head and bottleneck stage of the course, a match statement for the depths, the block's branch as one Sequential.
import torch
from torch import nn

from resnet_ref.network import ResNet, make_stage


class BasicBlock(nn.Module):
    def __init__(self, in_channels: int, width: int, stride: int = 1) -> None:
        super().__init__()
        self.branch = nn.Sequential(
            nn.Conv2d(in_channels, width, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, padding="same", bias=False),
            nn.BatchNorm2d(width),
        )
        same = stride == 1 and in_channels == width
        self.shortcut = (
            nn.Identity()
            if same
            else nn.Sequential(nn.Conv2d(in_channels, width, 1, stride, bias=False), nn.BatchNorm2d(width))
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.branch(x) + self.shortcut(x))


def basic_stage(in_channels: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    stage = nn.Sequential(BasicBlock(in_channels, width, stride))
    while len(stage) < blocks:
        stage.append(BasicBlock(width, width))
    return stage


def resnet(depth: int, num_classes: int = 10, width: int = 64, stem: str = "cifar") -> nn.Module:
    match depth:
        case 18:
            build, grow, blocks = basic_stage, 1, (2, 2, 2, 2)
        case 34:
            build, grow, blocks = basic_stage, 1, (3, 4, 6, 3)
        case 50:
            build, grow, blocks = make_stage, 4, (3, 4, 6, 3)
        case 101:
            build, grow, blocks = make_stage, 4, (3, 4, 23, 3)
        case 152:
            build, grow, blocks = make_stage, 4, (3, 8, 36, 3)
        case _:
            raise ValueError(f"no network of the paper has {depth} layers")
    stages = [build(width, width, blocks[0], 1)]
    for i in (1, 2, 3):
        stages.append(build(grow * width * 2 ** (i - 1), width * 2**i, blocks[i], 2))
    return ResNet(stages, grow * width * 8, num_classes, width, stem)
