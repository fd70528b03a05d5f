# right: a hook on every convolution weight writes its norm down while the gradient passes; hooks are removed
import torch.nn.functional as F


def gradient_norms(model, images, labels):
    norms, handles = {}, []

    def note(name):
        def hook(gradient):
            norms[name] = gradient.norm().item()

        return hook

    for name, parameter in model.named_parameters():
        if parameter.dim() == 4:
            norms[name] = 0.0
            handles.append(parameter.register_hook(note(name)))
    try:
        F.cross_entropy(model(images), labels).backward()
    finally:
        for handle in handles:
            handle.remove()
    return norms
