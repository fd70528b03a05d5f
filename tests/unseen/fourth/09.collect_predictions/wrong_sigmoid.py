# wrong: a sigmoid of every logit in place of the softmax, so that rows do not sum to 1
import torch
from resnet_ref.modes import evaluation_mode


@torch.no_grad()
def collect_predictions(model, loader, device="cpu"):
    y_true, y_pred, y_prob = [], [], []
    with evaluation_mode(model):
        for x, y in loader:
            logits = model(x.to(device))
            prob = torch.sigmoid(logits)
            y_true.append(y)
            y_pred.append(prob.argmax(1).cpu())
            y_prob.append(prob.cpu())
    return torch.cat(y_true).cpu(), torch.cat(y_pred), torch.cat(y_prob)
