def gradient_norms(model, images, labels):
    return {name: p.norm().item() for name, p in model.named_parameters() if p.dim() == 4}
