# wrong: Gives per cent, 0 to 100, instead of a fraction.
import torch


def _topk_accuracies(output, target, ks=(1, 5)):
    with torch.no_grad():
        maxk = min(max(ks), output.size(1))
        batch_size = target.size(0)
        _, pred = output.topk(maxk, 1, True, True)
        correct = pred.t().eq(target.view(1, -1).expand(maxk, batch_size))
        res = {}
        for k in ks:
            correct_k = correct[:k].reshape(-1).float().sum(0)
            res[k] = correct_k.mul(100.0 / batch_size).item()
        return res
