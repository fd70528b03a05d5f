def gradient_norms(model, images, labels):
    return None
