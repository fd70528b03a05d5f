def cifar10_transforms(train):
    raise NotImplementedError("01.transforms")
