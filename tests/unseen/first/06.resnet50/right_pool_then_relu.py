# right: type-annotated; pools before the ReLU, which gives the very same values
import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock


def make_stage(in_channels: int, width: int, blocks: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        ConvolutionalBlock(in_channels, width, stride),
        *[IdentityBlock(4 * width, width) for _ in range(blocks - 1)],
    )


def make_stem(width: int, kind: str) -> nn.Sequential:
    match kind:
        case "cifar":
            conv = nn.Conv2d(3, width, 3, 1, "same", bias=False)
            return nn.Sequential(conv, nn.BatchNorm2d(width), nn.ReLU())
        case "imagenet":
            # max and ReLU can be swapped, and so the ReLU has a quarter of the work
            return nn.Sequential(
                nn.Conv2d(3, width, 7, 2, 3, bias=False),
                nn.BatchNorm2d(width),
                nn.MaxPool2d(3, 2, 1),
                nn.ReLU(),
            )
        case _:
            raise ValueError(f"unknown stem {kind!r}")


class ResNet50(nn.Module):
    PLAN: tuple[tuple[int, int], ...] = ((3, 1), (4, 2), (6, 2), (3, 2))

    def __init__(self, num_classes: int = 10, width: int = 64, stem: str = "cifar") -> None:
        super().__init__()
        self.body = make_stem(width, stem)
        channels, inner = width, width
        for blocks, stride in self.PLAN:
            self.body.append(make_stage(channels, inner, blocks, stride))
            channels, inner = 4 * inner, 2 * inner
        self.classifier = nn.Linear(channels, num_classes)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.classifier(torch.mean(self.body(images), (-2, -1)))
