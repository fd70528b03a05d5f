# wrong: The logits go through a softmax before cross_entropy, which applies one itself.
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    model.zero_grad()
    probabilities = F.softmax(model(images), dim=1)
    loss = F.cross_entropy(probabilities, labels)
    loss.backward()
    result = {}
    for name, p in model.named_parameters():
        if p.dim() == 4:
            result[name] = p.grad.norm().item()
    return result
