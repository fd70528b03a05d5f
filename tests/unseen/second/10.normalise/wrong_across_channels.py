# wrong: Smallest and largest value are taken over the channels at each place (dim 0), and not over the places of each channel.
def normalize_for_display(tensor):
    low = tensor.amin(dim=0, keepdim=True)
    high = tensor.amax(dim=0, keepdim=True)
    span = high - low
    span = span + (span == 0)
    return (tensor - low) / span
