# wrong: Adds up parameters() of every module, so nested layers count once per level.
def count_parameters(model):
    return sum(
        p.numel() for module in model.modules() for p in module.parameters() if p.requires_grad
    )
