"""In the manner of PyTorch's ImageNet example: transposed predictions, tensors of one element as values."""

import torch


@torch.no_grad()
def _topk_accuracies(output, target, topk=(1, 5)):
    maxk = min(max(topk), output.size(1))
    batch_size = target.size(0)
    _, pred = output.topk(maxk, 1, True, True)
    pred = pred.t()
    correct = pred.eq(target.view(1, -1).expand_as(pred))
    res = {}
    for k in topk:
        correct_k = correct[:k].reshape(-1).float().sum(0, keepdim=True)
        res[k] = correct_k.div(batch_size)
    return res
