# wrong: takes those whose .grad is there: before the first backward pass the answer is 0.
def count_parameters(model):
    total = 0
    for p in model.parameters():
        if p.grad is not None:
            total += p.numel()
    return total
