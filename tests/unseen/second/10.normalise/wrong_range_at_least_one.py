# wrong: The range is raised to at least 1, as with counts in lesson 09, so a channel whose values span less than 1 does not reach 1.
def normalize_for_display(tensor):
    smallest = tensor.amin(dim=(1, 2), keepdim=True)
    largest = tensor.amax(dim=(1, 2), keepdim=True)
    return (tensor - smallest) / (largest - smallest).clamp(min=1)
