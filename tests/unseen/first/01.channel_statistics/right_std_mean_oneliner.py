# right: torch.std_mean with correction=0, turned round
import torch


def channel_statistics(images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    std, mean = torch.std_mean(images.double(), dim=(0, 2, 3), correction=0)
    return (mean / 255).float(), (std / 255).float()
