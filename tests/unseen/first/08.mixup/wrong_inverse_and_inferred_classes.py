# wrong: Uses the inverse of the permutation AND has as many columns as the batch happens to need.
import torch


def mixup(images, targets, num_classes, lam, permutation):
    partner = permutation.argsort()
    eye = torch.eye(int(targets.max()) + 1)
    mixed = lam * images + (1 - lam) * images[partner]
    return mixed, lam * eye[targets] + (1 - lam) * eye[targets[partner]]
