# right: a loop over the batch, lists and stack
import torch


def mixup(images, targets, num_classes, lam, permutation):
    pictures, rows = [], []
    for i in range(len(images)):
        j = int(permutation[i])
        pictures.append(lam * images[i] + (1 - lam) * images[j])
        row = [0.0] * num_classes
        row[int(targets[i])] += lam
        row[int(targets[j])] += 1 - lam
        rows.append(row)
    return torch.stack(pictures), torch.tensor(rows)
