# wrong: Counts the whole state_dict, so also the buffers and what is frozen.
def count_parameters(model):
    return sum(tensor.numel() for tensor in model.state_dict().values())
