# right: type-annotated, nn.Softmax, set_grad_enabled as a context manager, growing tensors
import torch
from torch import Tensor, nn
from resnet_ref.modes import evaluation_mode


def collect_predictions(
    model: nn.Module, loader, device: str | torch.device = "cpu"
) -> tuple[Tensor, Tensor, Tensor]:
    to_probabilities = nn.Softmax(dim=1)
    rows: list[tuple[Tensor, Tensor, Tensor]] = []
    with evaluation_mode(model):
        with torch.set_grad_enabled(False):
            for batch in loader:
                inputs, truth = batch[0].to(device, non_blocking=True), batch[1]
                scores: Tensor = model(inputs)
                shares: Tensor = to_probabilities(scores.float())
                rows.append((truth.long().cpu(), scores.argmax(1).cpu(), shares.cpu()))
    targets, predictions, probabilities = map(torch.cat, zip(*rows, strict=True))
    return targets, predictions, probabilities
