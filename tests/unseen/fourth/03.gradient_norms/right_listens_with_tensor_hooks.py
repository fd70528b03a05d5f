# right: a hook on each weight hears the gradient as it arrives; the loss is written out by hand
import torch


def gradient_norms(model, images, labels):
    norms, handles = {}, []

    def listener(name):
        def listen(gradient):
            norms[name] = gradient.square().sum().sqrt().item()

        return listen

    try:
        for name, parameter in model.named_parameters():
            if parameter.dim() == 4:
                norms[name] = 0.0  # a weight that no gradient reaches keeps this
                if parameter.requires_grad:
                    handles.append(parameter.register_hook(listener(name)))
        log_p = model(images).log_softmax(dim=1)
        loss = -log_p[torch.arange(len(labels)), labels].mean()
        loss.backward()
    finally:
        for handle in handles:
            handle.remove()
    return norms
