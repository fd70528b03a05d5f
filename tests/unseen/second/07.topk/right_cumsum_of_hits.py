# right: a full ranking and a running sum of the share of hits at each place
import torch


def _topk_accuracies(
    logits: torch.Tensor, targets: torch.Tensor, ks: tuple[int, ...] = (1, 5)
) -> dict[int, float]:
    ranking = torch.argsort(logits, dim=1, descending=True)
    share_at_place = ranking.eq(targets.reshape(-1, 1)).double().mean(dim=0)
    up_to = share_at_place.cumsum(0).clamp(max=1.0)
    return {k: 1.0 if k >= len(up_to) else float(up_to[k - 1]) for k in ks}
