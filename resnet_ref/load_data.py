"""From uint8 images to batches a network can train on (lesson 01), under the original project's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from matplotlib.figure import Figure
from torch.utils.data import DataLoader, Dataset

from resnet_ref.cifar10 import CLASSES, IMAGE_SHAPE, ImageLoader, LoaderConfig, Loaders, read_split
from resnet_ref.figures import image_panels

__all__ = [
    "CIFAR10_MEAN",
    "CIFAR10_STD",
    "LoaderConfig",
    "Loaders",
    "channel_statistics",
    "cifar10_transforms",
    "create_cifar10_loaders",
    "imshow_cifar",
    "to_rgb",
]

# `channel_statistics` of the 50,000 training images. The std 0.2023, 0.1994, 0.2010 seen in many places is
# the mean of the images' own deviations, which leaves out how much images differ from one another.
CIFAR10_MEAN = (0.4914, 0.4822, 0.4465)
CIFAR10_STD = (0.2470, 0.2435, 0.2616)

PADDING = 4  # pixels on each side, He et al. 2015, section 4.2


def channel_statistics(images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and population standard deviation of each channel, over the pixels of all images.

    Args:
        images: uint8 [N, 3, H, W].

    Returns:
        `(mean, std)`, float32 [3] each, in units of 0..1.

    Raises:
        TypeError, ValueError: `images` is no uint8 tensor, has another shape or is empty.
    """
    _require_uint8(images, "channel_statistics")
    if images.dim() != 4 or images.shape[1] != 3 or images.numel() == 0:
        raise ValueError(
            "channel_statistics takes at least one image, as a batch [N, 3, H, W], and this is "
            f"{tuple(images.shape)}."
        )
    # Only 256 values occur, so counting them is exact, and needs no copy of 50,000 images in float64.
    counts = torch.stack([torch.bincount(channel.flatten(), minlength=256) for channel in images.unbind(1)])
    share = counts.double().cpu() / counts[0].sum().item()
    values = torch.arange(256, dtype=torch.float64) / 255
    mean = share @ values
    variance = (share * (values - mean[:, None]) ** 2).sum(1)
    return mean.float(), variance.sqrt().float()


def cifar10_transforms(train: bool) -> Callable[[torch.Tensor], torch.Tensor]:
    """The function from a uint8 image [3, 32, 32] to the normalised float32 [3, 32, 32] that a network sees.

    With `train` the image is first padded with four black pixels on each side, cropped to 32x32 at random
    and, half of the time, flipped left to right; torch's global random state decides. He et al. 2015,
    section 4.2.

    Raises (when called):
        TypeError, ValueError: the image is no uint8 tensor or has another shape.
    """
    return _Transform(train)


class _Transform:
    """Plain torch rather than torchvision.transforms: 20 instead of 110 microseconds an image."""

    def __init__(self, train: bool) -> None:
        self.train = train
        self.mean = 255 * torch.tensor(CIFAR10_MEAN).view(3, 1, 1)
        self.std = 255 * torch.tensor(CIFAR10_STD).view(3, 1, 1)

    def __call__(self, image: torch.Tensor) -> torch.Tensor:
        _require_uint8(image, "cifar10_transforms")
        if tuple(image.shape) != IMAGE_SHAPE:
            raise ValueError(
                f"cifar10_transforms takes one image {list(IMAGE_SHAPE)}, and this is {list(image.shape)}."
            )
        if self.train:
            image = _random_flip(_random_crop(image))
        return (image - self.mean) / self.std


def _random_crop(image: torch.Tensor) -> torch.Tensor:
    height, width = image.shape[1:]
    top, left = torch.randint(2 * PADDING + 1, (2,)).tolist()
    return F.pad(image, [PADDING] * 4)[:, top : top + height, left : left + width]


def _random_flip(image: torch.Tensor) -> torch.Tensor:
    return image.flip(-1) if torch.rand(()) < 0.5 else image


class _Images(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    """uint8 images [N, 3, 32, 32] and labels [N], served one by one through a transform."""

    def __init__(self, images: torch.Tensor, labels: torch.Tensor, train: bool) -> None:
        self.images, self.labels, self.transform = images, labels, cifar10_transforms(train)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self.transform(self.images[index]), self.labels[index]


def create_cifar10_loaders(cfg: LoaderConfig) -> Loaders:
    """Loaders of the training images, of those set aside for validation, and of the test images.

    Batches are (images float32 [N, 3, 32, 32], labels int64 [N]); N is `cfg.batch_size`, or less in the last.
    `cfg.seed` fixes which images are set aside and the order of every epoch's training images, whatever the
    global random state is; that one decides the augmentation, and with workers `cfg.seed` does. Validation and
    test images are never augmented and keep their order.

    Raises:
        FileNotFoundError, ValueError: as `resnet_ref.cifar10.read_split`.
    """
    images, labels = read_split(cfg, train=True)
    generator = torch.Generator().manual_seed(cfg.seed)
    shuffled = torch.randperm(len(labels), generator=generator)
    kept_for_val = min(round(cfg.val_fraction * len(labels)), len(labels) - 1)
    val, train = shuffled[:kept_for_val], shuffled[kept_for_val:]

    def loader(images: torch.Tensor, labels: torch.Tensor, train: bool) -> ImageLoader:
        return DataLoader(
            _Images(images, labels, train),
            cfg.batch_size,
            shuffle=train,
            num_workers=cfg.num_workers,
            pin_memory=torch.cuda.is_available(),
            # Also without shuffling: a loader with no generator of its own draws from the global one.
            generator=generator if train else torch.Generator(),
        )

    return Loaders(
        train=loader(images[train], labels[train], train=True),
        val=loader(images[val], labels[val], train=False),
        test=loader(*read_split(cfg, train=False), train=False),
    )


def to_rgb(image: torch.Tensor) -> torch.Tensor:
    """An image as matplotlib takes it: float32 [H, W, 3] in 0..1, on the CPU.

    Args:
        image: [3, H, W], uint8, or floating point and normalised as by `cifar10_transforms`.
    """
    image = image.detach().cpu()
    if image.dtype == torch.uint8:
        image = image.float() / 255
    else:
        mean, std = (torch.tensor(values).view(3, 1, 1) for values in (CIFAR10_MEAN, CIFAR10_STD))
        image = (image.float() * std + mean).clamp(0, 1)
    return image.permute(1, 2, 0)


def imshow_cifar(
    images: torch.Tensor, labels: Sequence[int] | torch.Tensor | int | None = None, *, columns: int = 8
) -> Figure:
    """A grid of images, each under the name of its class.

    Args:
        images: [N, 3, H, W], or one image [3, H, W]; uint8, or normalised as by `cifar10_transforms`.
        labels: N indices into `CLASSES`, or one for a single image; without them no names are written.

    Raises:
        TypeError, ValueError: another shape or dtype, no image or more than 100, labels that do not fit.
    """
    if not isinstance(images, torch.Tensor) or not (
        images.dtype == torch.uint8 or images.is_floating_point()
    ):
        kind = images.dtype if isinstance(images, torch.Tensor) else type(images).__name__
        raise TypeError(f"imshow_cifar takes a tensor of uint8 or normalised float images, not {kind}.")
    batch = images[None] if images.dim() == 3 else images
    if batch.dim() != 4 or batch.shape[1] != 3:
        raise ValueError(
            f"imshow_cifar takes images [N, 3, H, W] or one [3, H, W], and this is {tuple(images.shape)}."
        )
    if not 1 <= len(batch) <= 100:
        raise ValueError(f"imshow_cifar draws 1 to 100 images, and these are {len(batch)}: pass images[:64].")
    names = [""] * len(batch) if labels is None else _names(labels, len(batch))
    figure, panels = image_panels(len(batch), columns)
    for panel, image, name in zip(panels, batch, names, strict=True):
        panel.imshow(to_rgb(image).numpy())
        panel.set_title(name, fontsize="small")
    return figure


def _names(labels: Sequence[int] | torch.Tensor | int, count: int) -> list[str]:
    indices = torch.as_tensor(labels).flatten().tolist()
    if len(indices) != count:
        raise ValueError(
            f"There are {count} images and {len(indices)} labels: pass one label for each image."
        )
    for index in indices:
        if index not in range(len(CLASSES)):
            raise ValueError(f"Labels are whole numbers from 0 to {len(CLASSES) - 1}, and one is {index}.")
    return [CLASSES[int(index)] for index in indices]


def _require_uint8(images: torch.Tensor, who: str) -> None:
    if not isinstance(images, torch.Tensor):
        raise TypeError(f"{who} takes a uint8 tensor, not a {type(images).__name__}.")
    if images.dtype != torch.uint8:
        raise TypeError(
            f"{who} takes uint8 pixels from 0 to 255, as read_split gives them, not {images.dtype}."
        )
