# wrong: multiplies by the size of an element and so gives bytes.
def count_parameters(model):
    trainable = filter(lambda p: p.requires_grad, model.parameters())
    return sum(p.nelement() * p.element_size() for p in trainable)
