# wrong: puts the model into train mode to make it trainable AND adds the buffers to the count.
def count_parameters(model):
    model.train()
    count = sum(p.numel() for p in model.parameters() if p.requires_grad)
    count += sum(b.numel() for b in model.buffers())
    return count
