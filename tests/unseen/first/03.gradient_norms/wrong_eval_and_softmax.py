# wrong: The model is left in eval mode AND the logits go through a softmax before cross_entropy.
import torch
from torch import nn


def gradient_norms(model, images, labels):
    model.eval()
    model.zero_grad()
    loss = nn.CrossEntropyLoss()(torch.softmax(model(images), dim=-1), labels)
    loss.backward()
    return {name: p.grad.norm().item() for name, p in model.named_parameters() if p.dim() == 4}
