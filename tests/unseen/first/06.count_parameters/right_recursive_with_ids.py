# right: recursion over children, with a set of the tensors that were seen
import math


def count_parameters(model):
    seen = set()

    def count(module):
        own = 0
        for p in module._parameters.values():
            if p is not None and p.requires_grad and id(p) not in seen:
                seen.add(id(p))
                own += math.prod(p.size())
        return own + sum(count(child) for child in module.children())

    return count(model)
