# right: a callable class with a table of all normalised byte values, indices instead of padding
import torch


class _Table:
    def __init__(self, train):
        mean = torch.tensor([[0.4914], [0.4822], [0.4465]])
        std = torch.tensor([[0.2470], [0.2435], [0.2616]])
        self.table = (torch.arange(256) / 255 - mean) / std
        self.train = train

    def shifted(self, image):
        rows = torch.arange(32) + torch.randint(-4, 5, ()).item()
        columns = torch.arange(32) + torch.randint(-4, 5, ()).item()
        inside = ((rows >= 0) & (rows < 32))[:, None] & ((columns >= 0) & (columns < 32))
        picked = image[:, rows.clamp(0, 31)][:, :, columns.clamp(0, 31)]
        return picked * inside

    def __call__(self, image):
        if self.train:
            image = self.shifted(image)
            if torch.randint(2, ()):
                image = torch.fliplr(image.permute(1, 2, 0)).permute(2, 0, 1)
        return torch.stack([self.table[c][image[c].long()] for c in range(3)])


def cifar10_transforms(train):
    return _Table(train)
