# wrong: the channel's mean and deviation are used and the result is clipped to 0..1, as in a well-known Keras example
def normalize_for_display(tensor):
    mean = tensor.mean(dim=(1, 2), keepdim=True)
    std = tensor.std(dim=(1, 2), keepdim=True, correction=0)
    x = (tensor - mean) / (std + 1e-5)
    constant = tensor.amax(dim=(1, 2), keepdim=True) == tensor.amin(dim=(1, 2), keepdim=True)
    return (x * 0.15 + 0.5).clamp(0, 1).masked_fill(constant, 0.0)
