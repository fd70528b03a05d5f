# wrong: It puts the model into train mode first, also when it came in eval mode.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.train()
    model.zero_grad()
    logits = model(images)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    return {
        name: parameter.grad.norm(p=2).item()
        for name, parameter in model.named_parameters()
        if parameter.dim() == 4
    }
