from torch.nn import BatchNorm2d

__all__ = ["BatchNorm2d"]
