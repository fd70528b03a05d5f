from put import put
E = "07.evaluate"
IMP = "import torch\nfrom torch import nn\n\n\n"
TOPK = '''def _topk_accuracies(logits, targets, ks=(1, 5)):
    best = logits.topk(min(max(ks), logits.shape[1]), dim=1).indices
    hits = best == targets[:, None]
    return {k: hits[:, :k].sum().item() / len(targets) for k in ks}


'''
put(E, "wrong_top5_mean_of_batches", "loss and top1 are weighted with the batch's size, top5 is the mean of the batches' values", '''
def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    total_loss, total_right, samples = 0.0, 0.0, 0
    top5s = []
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                accuracies = _topk_accuracies(logits, targets)
                total_loss += criterion(logits, targets).item() * len(targets)
                total_right += accuracies[1] * len(targets)
                top5s.append(accuracies[5])
                samples += len(targets)
    finally:
        for module, mode in modes:
            module.training = mode
    return {"loss": total_loss / samples, "top1": total_right / samples, "top5": sum(top5s) / len(top5s)}
''', IMP + TOPK)
put(E, "wrong_lazy_mode_notes", "the modes are noted in a generator expression, which reads them only after eval() was called", '''
def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = ((module, module.training) for module in model.modules())
    loss_sum, top1_sum, top5_sum, count = 0.0, 0.0, 0.0, 0
    model.eval()
    try:
        with torch.no_grad():
            for images, targets in loader:
                images = images.to(device)
                targets = targets.to(device)
                logits = model(images)
                n = targets.shape[0]
                acc = _topk_accuracies(logits, targets, (1, 5))
                loss_sum += n * criterion(logits, targets).item()
                top1_sum += n * acc[1]
                top5_sum += n * acc[5]
                count += n
    finally:
        for module, was_training in modes:
            module.training = was_training
    return {"loss": loss_sum / count, "top1": top1_sum / count, "top5": top5_sum / count}
''', IMP + TOPK)
put(E, "wrong_restore_from_inside_out", "the modes are put back with train(mode) in reverse order, so the outermost module's call comes last and overwrites all others", '''
def evaluate_classification(model, loader, criterion, device="cpu"):
    remembered = [(module, module.training) for module in model.modules()]
    sums = {"loss": 0.0, "top1": 0.0, "top5": 0.0}
    seen = 0
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                logits = model(images)
                accuracy = _topk_accuracies(logits, targets)
                size = len(targets)
                sums["loss"] += criterion(logits, targets).item() * size
                sums["top1"] += accuracy[1] * size
                sums["top5"] += accuracy[5] * size
                seen += size
    finally:
        # undo in the opposite order, last in first out
        while remembered:
            module, mode = remembered.pop()
            module.train(mode)
    return {key: value / seen for key, value in sums.items()}
''', IMP + TOPK)
put(E, "wrong_softmax_before_criterion", "the criterion is given probabilities in place of logits", '''
def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = {module: module.training for module in model.modules()}
    loss, top1, top5, n = 0.0, 0.0, 0.0, 0
    try:
        model.eval()
        with torch.no_grad():
            for images, targets in loader:
                images, targets = images.to(device), targets.to(device)
                probabilities = torch.softmax(model(images), dim=1)
                batch = len(images)
                loss += criterion(probabilities, targets).item() * batch
                accuracies = _topk_accuracies(probabilities, targets)
                top1 += accuracies[1] * batch
                top5 += accuracies[5] * batch
                n += batch
    finally:
        for module, mode in modes.items():
            module.training = mode
    return {"loss": loss / n, "top1": top1 / n, "top5": top5 / n}
''', IMP + TOPK)
put(E, "wrong_grad_stays_off", "gradients are switched off for the whole program and never switched on again", '''
def evaluate_classification(model, loader, criterion, device="cpu"):
    modes = [module.training for module in model.modules()]
    total = torch.zeros(3, dtype=torch.float64)
    samples = 0
    model.eval()
    torch.set_grad_enabled(False)
    try:
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            accuracies = _topk_accuracies(logits, targets)
            loss = criterion(logits, targets).item()
            total += len(targets) * torch.tensor([loss, accuracies[1], accuracies[5]])
            samples += len(targets)
    finally:
        for module, mode in zip(model.modules(), modes):
            module.training = mode
    loss, top1, top5 = (total / samples).tolist()
    return {"loss": loss, "top1": top1, "top5": top5}
''', IMP + TOPK)
put(E, "right_exitstack_and_rank", "an ExitStack puts each mode back; the target's rank is counted in place of a topk; inference mode", '''
from contextlib import ExitStack

import torch


def evaluate_classification(model, loader, criterion, device="cpu"):
    losses, ranks, sizes = [], [], []
    with ExitStack() as undo:
        for module in model.modules():
            undo.callback(setattr, module, "training", module.training)
        model.eval()
        undo.enter_context(torch.inference_mode())
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            logits = model(images)
            losses.append(float(criterion(logits, targets)))
            sizes.append(len(targets))
            own = logits.gather(1, targets.unsqueeze(1))
            ranks.extend((logits > own).sum(1).tolist())  # 0 is the best
    n = sum(sizes)
    return {
        "loss": sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / n,
        "top1": sum(rank < 1 for rank in ranks) / n,
        "top5": sum(rank < 5 for rank in ranks) / n,
    }
''')
put(E, "right_meter_dataclass", "a dataclass keeps the sums, a decorated inner function does the pass, and the modes stand in a dict by name", '''
from dataclasses import dataclass

import torch


@dataclass
class Meter:
    loss: float = 0.0
    top1: int = 0
    top5: int = 0
    n: int = 0

    def add(self, loss, logits, targets):
        order = logits.argsort(dim=1, descending=True)[:, :5]
        hit = order.eq(targets.reshape(-1, 1))
        self.n += targets.numel()
        self.loss += loss.item() * targets.numel()
        self.top1 += hit[:, 0].sum().item()
        self.top5 += hit.any(dim=1).sum().item()

    def result(self):
        return dict(loss=self.loss / self.n, top1=self.top1 / self.n, top5=self.top5 / self.n)


def evaluate_classification(model, loader, criterion, device="cpu"):
    meter = Meter()

    @torch.no_grad()
    def one_pass():
        for images, targets in loader:
            targets = targets.to(device)
            logits = model(images.to(device))
            meter.add(criterion(logits, targets), logits, targets)

    before = {name: module.training for name, module in model.named_modules()}
    try:
        model.eval()
        one_pass()
    finally:
        for name, module in model.named_modules():
            module.training = before[name]
    return meter.result()
''')
