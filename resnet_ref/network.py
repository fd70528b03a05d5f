"""Stem, four stages and head: the network assembled from its blocks (lesson 06).

He et al. 2015, table 1; arXiv:1512.03385. Modules and state-dict keys are torchvision's
(`layer1.0.conv1.weight`, `layer1.0.downsample.0.weight`, `fc.bias`), so published weights load by name.

    ResNet50(1000, stem="imagenet")              25,557,032 parameters
    ResNet50(10, stem="imagenet")                23,528,522
    ResNet50(10)                                 23,520,842
    ResNet50(10, width=16)                        1,484,186
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import EXPANSION, IdentityBlock
from resnet_ref.shapes import one_of, require_images, require_positive

STEMS = ("cifar", "imagenet")
RESNET50_BLOCKS = (3, 4, 6, 3)


def make_stage(
    in_channels: int, width: int, blocks: int, stride: int, *, version: str = "v1.5"
) -> nn.Sequential:
    """One stage: a ConvolutionalBlock that changes the shape, then `blocks - 1` IdentityBlocks.

    Shapes: [N, in_channels, H, W] -> [N, 4*width, ceil(H/stride), ceil(W/stride)].
    """
    require_positive(blocks=blocks)
    return nn.Sequential(
        ConvolutionalBlock(in_channels, width, stride, version=version),
        *(IdentityBlock(EXPANSION * width, width) for _ in range(blocks - 1)),
    )


class ResNet(nn.Module):
    """Stem, four stages, global average pooling and a linear head.

    Shapes: [N, 3, H, W] -> logits [N, num_classes], any H and W.

    Args:
        stages: the four stages in order; the first one takes `width` channels.
        num_features: channels that the last stage gives.
        num_classes: K.
        width: channels of the stem.
        stem: "cifar" (3x3, stride 1, no pooling) keeps a 32-pixel image at 32 pixels; "imagenet" (7x7/2, then
            3x3/2 max-pooling) divides it by four first.
    """

    def __init__(
        self, stages: Sequence[nn.Sequential], num_features: int, num_classes: int, width: int, stem: str
    ) -> None:
        super().__init__()
        require_positive(num_classes=num_classes, width=width)
        if stem not in STEMS:
            raise ValueError(one_of("stem", stem, STEMS))
        if stem == "imagenet":
            self.conv1 = nn.Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False)
            self.maxpool: nn.Module = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        else:
            self.conv1 = nn.Conv2d(3, width, kernel_size=3, padding=1, bias=False)
            self.maxpool = nn.Identity()
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.layer1, self.layer2, self.layer3, self.layer4 = stages
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(num_features, num_classes)
        self.num_classes, self.width, self.stem = num_classes, width, stem

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        require_images(images, 3, type(self).__name__)
        dtype = next(self.parameters()).dtype
        if images.dtype != dtype and not torch.is_autocast_enabled(images.device.type):
            raise TypeError(
                f"{type(self).__name__} has {dtype} weights, and these images are {images.dtype}: "
                f"convert them with images.to({dtype})."
            )
        if self.training and len(images) == 1:
            self._require_statistics(images)
        x = self.maxpool(self.relu(self.bn1(self.conv1(images))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(self.avgpool(x).flatten(1))

    def _require_statistics(self, images: torch.Tensor) -> None:
        """Raise ValueError where BatchNorm would have one value per channel to take the variance of."""
        reduction = 32 if self.stem == "imagenet" else 8
        if max(images.shape[2:]) > reduction:
            return
        if any(m.training for m in self.layer4.modules() if isinstance(m, nn.BatchNorm2d)):
            raise ValueError(
                f"A single image of {images.shape[2]}x{images.shape[3]} is 1x1 at the last stage, so BatchNorm "
                "in train mode has one value per channel and no variance. Use a batch of at least two images, "
                'model.eval(), a larger image or stem="cifar".'
            )


class ResNet50(ResNet):
    """The 50-layer network: stages of 3, 4, 6 and 3 bottleneck blocks.

    Shapes: [N, 3, H, W] -> logits [N, num_classes].

    Args:
        num_classes: K.
        width: channels of the stem and of the first stage's bottlenecks; 64 is the paper's, 16 trains on a laptop.
        stem: "cifar" or "imagenet", see `ResNet`.
        version: "v1.5" (torchvision) or "v1" (the paper), see `ConvolutionalBlock`.
        zero_init_residual: start every block as the identity, see `initialize_weights`.
    """

    def __init__(
        self,
        num_classes: int = 10,
        width: int = 64,
        stem: str = "cifar",
        *,
        version: str = "v1.5",
        zero_init_residual: bool = False,
    ) -> None:
        require_positive(width=width)
        stages, channels = [], width
        for index, blocks in enumerate(RESNET50_BLOCKS):
            inner = width * 2**index
            stages.append(make_stage(channels, inner, blocks, 1 if index == 0 else 2, version=version))
            channels = EXPANSION * inner
        super().__init__(stages, channels, num_classes, width, stem)
        self.arguments = {"num_classes": num_classes, "width": width, "stem": stem, "version": version}
        initialize_weights(self, zero_init_residual=zero_init_residual)

    @classmethod
    def from_pretrained(cls, weights: str | Path = "cifar10") -> ResNet50:
        """A network that was trained, in eval mode and on the CPU.

        Args:
            weights: "cifar10" is a network of width 16 trained on CIFAR-10, which ships with the package
                (resnet_ref/weights/README.md); "imagenet" is torchvision's `ResNet50_Weights.IMAGENET1K_V2`, 98 MB
                that torchvision downloads the first time; or the path of a file of `pretrained.save_weights`.

        Raises:
            ValueError: an unknown name, or a file that cannot be read.
            FileNotFoundError: the file is not there.
            URLError: "imagenet" could not be downloaded.
        """
        from resnet_ref.pretrained import trained  # here, so that the network alone needs nothing but torch

        arguments, state = trained(weights)
        network = cls(**arguments)
        network.load_state_dict(state)
        return network.eval()


def initialize_weights(model: nn.Module, *, zero_init_residual: bool = True) -> None:
    """Give convolutions He-normal weights (fan-out) and BatchNorm weight 1, bias 0, in place.

    With `zero_init_residual` the last BatchNorm weight of every block (its `bn3`, or `bn2` where it has no third) is
    0, so that each residual block starts as the identity on its (non-negative) input, or as its projection, and a
    deep network starts as a shallow one. The head keeps the weights it has.

    Source: He et al. 2015, "Delving Deep into Rectifiers", arXiv:1502.01852, section 2.2; Goyal et al. 2017,
    "Accurate, Large Minibatch SGD", arXiv:1706.02677, section 5.1.
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
    if zero_init_residual:
        for module in model.modules():
            # A bottleneck ends in bn3, a basic block in bn2; the network itself has only bn1.
            last = getattr(module, "bn3", None) or getattr(module, "bn2", None)
            if last is not None:
                nn.init.zeros_(last.weight)


def count_parameters(model: nn.Module) -> int:
    """Number of trainable parameters; frozen ones and BatchNorm's running statistics do not count."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
