# right: names and shapes are pairs in two sets, and three set operations do the rest; the values are written through .data
def load_by_name(model, state_dict):
    own = model.state_dict()

    def signatures(tensors):
        return {(name, tuple(value.shape)) for name, value in tensors.items()}

    mine, theirs = signatures(own), signatures(state_dict)
    for name, _ in mine & theirs:
        own[name].data[...] = state_dict[name].detach()
    return [name for name, _ in mine - theirs], [name for name, _ in theirs - mine]
