"""Rows of a matrix, max and min with indices, a mask for the constant rows."""


def normalize_for_display(tensor):
    flat = tensor.detach().reshape(tensor.size(0), -1).clone()
    flat -= flat.min(dim=1, keepdim=True)[0]
    top = flat.max(dim=1, keepdim=True)[0]
    top[top == 0] = 1
    return (flat / top).view(tensor.shape)
