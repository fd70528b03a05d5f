# wrong: 1e-5 is added to every range, so a channel with a small range does not reach 1
def normalize_for_display(tensor):
    low = tensor.amin(dim=(1, 2), keepdim=True)
    high = tensor.amax(dim=(1, 2), keepdim=True)
    return (tensor - low) / (high - low + 1e-5)
