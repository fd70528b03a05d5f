# right: a generator for the rows, ExitStack callbacks for the modes, softmax by logsumexp
from contextlib import ExitStack

import torch


def _answers(model, loader, device):
    for images, labels in loader:
        z = model(images.to(device)).float()
        p = (z - z.logsumexp(dim=1, keepdim=True)).exp()
        yield labels.cpu(), z.topk(1, dim=1).indices.squeeze(1).cpu(), p.cpu()


def collect_predictions(model, loader, device="cpu"):
    with ExitStack() as undo:
        for module in model.modules():
            undo.callback(setattr, module, "training", module.training)
        model.eval()
        undo.enter_context(torch.no_grad())
        columns = zip(*_answers(model, loader, device))
        return tuple(torch.cat(column) for column in columns)
