# wrong: multiplies the first two dimensions only and so forgets the kernels' height and width.
def count_parameters(model):
    total = 0
    for p in model.parameters():
        if not p.requires_grad:
            continue
        if p.dim() < 2:
            total += p.numel()
        else:
            total += p.shape[0] * p.shape[1]
    return total
