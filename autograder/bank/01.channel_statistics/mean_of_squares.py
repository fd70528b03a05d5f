"""E[x^2] - E[x]^2, added up image by image in whole numbers, so that nothing is lost."""

import torch


def channel_statistics(images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    total = torch.zeros(3, dtype=torch.int64)
    squares = torch.zeros(3, dtype=torch.int64)
    count = 0
    for image in images:
        levels = image.long()
        total += levels.sum((1, 2))
        squares += levels.pow(2).sum((1, 2))
        count += image[0].numel()
    mean = total.double() / count
    variance = squares.double() / count - mean**2
    return (mean / 255).float(), (variance.clamp(min=0).sqrt() / 255).float()
