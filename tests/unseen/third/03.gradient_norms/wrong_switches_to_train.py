# wrong: puts the model into train mode, as for training, and leaves it there
import torch
import torch.nn.functional as F
from torch import nn


def gradient_norms(model, images, labels):
    model.train()
    model.zero_grad()
    logits = model(images)
    loss = nn.CrossEntropyLoss()(logits, labels)
    loss.backward()
    return {n: p.grad.norm().item() for n, p in model.named_parameters() if p.dim() == 4}
