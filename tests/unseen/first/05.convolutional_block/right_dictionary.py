# right: a ModuleDict of Conv-BN pairs by name, F.relu, forward split into methods
import torch.nn.functional as F
from torch import nn


class ConvolutionalBlock(nn.Module):
    def __init__(self, in_channels, width, stride=2):
        super().__init__()
        table = {
            "squeeze": (in_channels, width, {"kernel_size": 1}),
            "look": (width, width, {"kernel_size": 3, "stride": stride, "padding": 1}),
            "expand": (width, 4 * width, {"kernel_size": 1}),
            "project": (in_channels, 4 * width, {"kernel_size": 1, "stride": stride}),
        }
        self.layers = nn.ModuleDict(
            {
                name: nn.Sequential(nn.Conv2d(inp, out, bias=False, **options), nn.BatchNorm2d(out))
                for name, (inp, out, options) in table.items()
            }
        )

    def main(self, x):
        for name in ("squeeze", "look"):
            x = F.relu(self.layers[name](x))
        return self.layers["expand"](x)

    def shortcut(self, x):
        return self.layers["project"](x)

    def forward(self, x):
        return F.relu(self.main(x) + self.shortcut(x))
