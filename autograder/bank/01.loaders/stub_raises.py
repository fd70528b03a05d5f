def create_cifar10_loaders(cfg):
    raise NotImplementedError("01.loaders")
