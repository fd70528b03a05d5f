# wrong: stops at the first frozen parameter and misses all that come after it.
def count_parameters(model):
    total = 0
    for p in model.parameters():
        if not p.requires_grad:
            break
        total += p.numel()
    return total
