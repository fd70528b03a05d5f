# right: folds everything into one scale and one shift per channel; lerp_ for the running statistics
import torch
from torch import Tensor, nn


class BatchNorm2d(nn.Module):
    running_mean: Tensor
    running_var: Tensor

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float = 0.1) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(num_features))
        self.bias = nn.Parameter(torch.empty(num_features))
        nn.init.ones_(self.weight)
        nn.init.zeros_(self.bias)
        self.register_buffer("running_mean", self.bias.detach().clone())
        self.register_buffer("running_var", self.weight.detach().clone())
        self._eps, self._momentum = eps, momentum

    def _batch_statistics(self, x: Tensor) -> tuple[Tensor, Tensor]:
        var, mean = torch.var_mean(x, dim=(0, 2, 3), correction=0)
        m = x.numel() / x.size(1)
        self.running_mean.lerp_(mean.detach(), self._momentum)
        self.running_var.lerp_(var.detach() * (m / (m - 1)), self._momentum)
        return mean, var

    def forward(self, x: Tensor) -> Tensor:
        mean, var = self._batch_statistics(x) if self.training else (self.running_mean, self.running_var)
        scale = self.weight * torch.rsqrt(var + self._eps)
        shift = self.bias - mean * scale
        return x * scale.view(1, -1, 1, 1) + shift.view(1, -1, 1, 1)
