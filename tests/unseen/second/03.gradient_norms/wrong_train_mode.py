# wrong: puts the model into train mode first, although it has to stay in the mode in which it is.
import torch
import torch.nn as nn


def gradient_norms(model, images, labels):
    criterion = nn.CrossEntropyLoss()
    model.train()
    model.zero_grad()
    output = model(images)
    loss = criterion(output, labels)
    loss.backward()
    result = {}
    for name, param in model.named_parameters():
        if param.dim() == 4:
            result[name] = torch.sqrt((param.grad**2).sum()).item()
    return result
