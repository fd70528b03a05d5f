from put import put
E = "08.parameter_groups"
IMP = "from torch import nn\n\n\n"
put(E, "wrong_two_dims_decay", "everything with more than one dimension decays, so an embedding's table and a bare matrix do too", '''
def parameter_groups(model, weight_decay):
    decay, no_decay = [], []
    for parameter in model.parameters():
        if parameter.ndim > 1:
            decay.append(parameter)
        else:
            no_decay.append(parameter)
    return [
        {"params": decay, "weight_decay": weight_decay},
        {"params": no_decay, "weight_decay": 0.0},
    ]
''')
put(E, "wrong_bn_by_name", "a BatchNorm is recognised by 'bn' in its name, which misses downsample.1 and others", '''
def parameter_groups(model, weight_decay):
    decay, rest = [], []
    for name, parameter in model.named_parameters():
        if "bn" in name or name.endswith("bias"):
            rest.append(parameter)
        else:
            decay.append(parameter)
    return [{"params": decay, "weight_decay": weight_decay}, {"params": rest, "weight_decay": 0.0}]
''')
put(E, "wrong_whole_layer_decays", "all parameters of convolution and linear layers decay, their biases too", '''
def parameter_groups(model, weight_decay):
    decaying = set()
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            decaying.update(id(parameter) for parameter in module.parameters())
    return [
        {"params": [p for p in model.parameters() if id(p) in decaying], "weight_decay": weight_decay},
        {"params": [p for p in model.parameters() if id(p) not in decaying], "weight_decay": 0.0},
    ]
''', IMP)
put(E, "wrong_shared_weight_twice", "a weight that two layers share stands in the decaying group twice", '''
def parameter_groups(model, weight_decay):
    decay = [m.weight for m in model.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    ids = [id(weight) for weight in decay]
    others = [p for p in model.parameters() if id(p) not in ids]
    return [
        {"params": decay, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
''', IMP)
put(E, "wrong_only_known_layers", "only convolutions, linear layers and BatchNorms are looked at, so parameters of all other modules are in no group", '''
def parameter_groups(model, weight_decay):
    decay, no_decay, seen = [], [], set()

    def add(group, parameter):
        if parameter is not None and id(parameter) not in seen:
            seen.add(id(parameter))
            group.append(parameter)

    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            add(decay, module.weight)
            add(no_decay, module.bias)
        elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            add(no_decay, module.weight)
            add(no_decay, module.bias)
    return [{"params": decay, "weight_decay": weight_decay}, {"params": no_decay, "weight_decay": 0.0}]
''', IMP)
put(E, "right_one_group_each", "every parameter has a group of its own", '''
def parameter_groups(model, weight_decay):
    layers = filter(lambda module: isinstance(module, (nn.Conv2d, nn.Linear)), model.modules())
    shrinking = {id(layer.weight) for layer in layers}
    return [
        dict(params=[parameter], weight_decay=weight_decay if id(parameter) in shrinking else 0.0)
        for parameter in model.parameters()
    ]
''', IMP)
put(E, "right_table_of_decays", "a dict from parameter to its decay, turned inside out at the end; frozen parameters are left out", '''
def parameter_groups(model, weight_decay):
    decays = dict.fromkeys(model.parameters(), False)  # tensors are hashed by identity
    for module in model.modules():
        match module:
            case nn.Conv2d() | nn.Linear():
                if module.weight in decays:
                    decays[module.weight] = True
            case _:
                pass
    groups = {True: [], False: []}
    for parameter, does in decays.items():
        if parameter.requires_grad:
            groups[does].append(parameter)
    return [{"params": groups[does], "weight_decay": weight_decay * does} for does in (False, True)]
''', IMP)

E = "08.warmup_cosine"
IMP = "import math\n\n\n"
put(E, "wrong_cosine_over_all_steps", "the cosine is stretched over all steps, not over those that are left after the warm-up", '''
def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    return 0.5 * (1 + math.cos(math.pi * (step - warmup_steps) / total_steps))
''', IMP)
put(E, "wrong_starts_again", "past the end the schedule begins anew, as in warm restarts", '''
def warmup_cosine(step, warmup_steps, total_steps):
    step = step % total_steps
    if step < warmup_steps:
        return step / warmup_steps
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return (1 + math.cos(math.pi * progress)) / 2
''', IMP)
put(E, "wrong_first_step_not_zero", "the warm-up counts steps from 1, so it does not begin at 0 and is 1 a step too early", '''
def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return (step + 1) / warmup_steps  # step 0 would not train at all
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 * (1 + math.cos(math.pi * progress))
''', IMP)
put(E, "wrong_quarter_cosine", "a quarter of a cosine's period, from 1 to 0, in place of half of one, moved and halved", '''
def warmup_cosine(step, warmup_steps, total_steps):
    if step >= total_steps:
        return 0.0
    if step < warmup_steps:
        return step / warmup_steps
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return math.cos(progress * math.pi / 2)
''', IMP)
put(E, "wrong_no_warmup_starts_at_zero", "step warmup_steps belongs to the warm-up, and with no warm-up at all the first multiplier is 0", '''
def warmup_cosine(step, warmup_steps, total_steps):
    if step > total_steps:
        return 0.0
    if step <= warmup_steps:
        return step / max(1, warmup_steps)
    progress = (step - warmup_steps) / (total_steps - warmup_steps)
    return 0.5 * (1.0 + math.cos(math.pi * progress))
''', IMP)
put(E, "right_smaller_of_two_curves", "the smaller of a ramp and a squared cosine, with the progress clamped and no branches for the phases", '''
def warmup_cosine(step, warmup_steps, total_steps):
    ramp = step / warmup_steps if warmup_steps else math.inf
    done = (step - warmup_steps) / (total_steps - warmup_steps)
    done = min(max(done, 0.0), 1.0)
    if done == 1.0:
        return 0.0
    return min(ramp, math.cos(math.pi / 2 * done) ** 2)
''', IMP)
put(E, "right_schedule_object", "a frozen dataclass with one method for each phase; the cosine is written as a sine", '''
import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    warm: int
    total: int

    def up(self, step):
        return step / self.warm

    def down(self, step):
        middle = (self.warm + self.total) / 2
        return 0.5 - 0.5 * math.sin(math.pi * (step - middle) / (self.total - self.warm))

    def __call__(self, step):
        if step in range(self.warm):
            return self.up(step)
        return self.down(step) if step < self.total else 0


def warmup_cosine(step, warmup_steps, total_steps):
    return Schedule(warmup_steps, total_steps)(step)
''')

E = "08.label_smoothing"
IMP = "import torch\nimport torch.nn.functional as F\n\n\n"
put(E, "wrong_spread_over_the_others", "the share is spread over the other K - 1 classes, and the true class keeps 1 - smoothing", '''
def label_smoothing_loss(logits, targets, smoothing=0.1):
    classes = logits.shape[1]
    log_p = F.log_softmax(logits, dim=1)
    soft = torch.full_like(log_p, smoothing / (classes - 1))
    soft.scatter_(1, targets[:, None], 1 - smoothing)
    return -(soft * log_p).sum(dim=1).mean()
''', IMP)
put(E, "wrong_mean_over_everything", "the mean is taken over samples and classes, so the loss is K times too small", '''
def label_smoothing_loss(logits, targets, smoothing=0.1):
    classes = logits.size(1)
    soft = F.one_hot(targets, classes) * (1 - smoothing) + smoothing / classes
    return torch.mean(-soft * F.log_softmax(logits, dim=1))
''', IMP)
put(E, "wrong_clipped_probabilities", "probabilities are clipped before the logarithm, as Keras does, so that large logits give too small a loss and no gradient", '''
def label_smoothing_loss(logits, targets, smoothing=0.1):
    classes = logits.shape[1]
    p = torch.softmax(logits, dim=1)
    p = p.clamp(1e-7, 1 - 1e-7)
    soft = F.one_hot(targets, classes).float() * (1 - smoothing) + smoothing / classes
    return -(soft * p.log()).sum(1).mean()
''', IMP)
put(E, "wrong_kl_divergence", "the Kullback-Leibler divergence, which lacks the entropy of the smoothed target", '''
def label_smoothing_loss(logits, targets, smoothing=0.1):
    classes = logits.shape[1]
    soft = F.one_hot(targets, classes).to(logits.dtype)
    soft = (1 - smoothing) * soft + smoothing / classes
    return F.kl_div(F.log_softmax(logits, dim=1), soft, reduction="batchmean")
''', IMP)
put(E, "wrong_always_ten_classes", "the share is divided by 10, also where there is another number of classes", '''
NUM_CLASSES = 10


def label_smoothing_loss(logits, targets, smoothing=0.1):
    log_p = F.log_softmax(logits, dim=1)
    true = -log_p.gather(1, targets[:, None])[:, 0]
    everybody = -log_p.sum(dim=1)
    return ((1 - smoothing) * true + smoothing / NUM_CLASSES * everybody).mean()
''', IMP)
put(E, "right_logsumexp", "written with logsumexp and the logits themselves, no log-softmax", '''
import torch


def label_smoothing_loss(logits, targets, smoothing=0.1):
    z = logits - logits.amax(dim=1, keepdim=True).detach()
    rows = torch.arange(len(z), device=z.device)
    wanted = (1 - smoothing) * z[rows, targets] + smoothing * z.mean(dim=1)
    return (z.logsumexp(dim=1) - wanted).mean()
''')
put(E, "right_soft_cross_entropy", "torch's cross-entropy with a row of probabilities as the target", '''
def label_smoothing_loss(logits, targets, smoothing=0.1):
    k = logits.shape[-1]
    rows = torch.eye(k, dtype=logits.dtype, device=logits.device)[targets]
    uniform = torch.ones_like(rows) / k
    return F.cross_entropy(logits, torch.lerp(rows, uniform, smoothing))
''', IMP)

E = "08.mixup"
put(E, "wrong_lerp_weight", "torch.lerp's weight is that of its second argument, so lam goes to the partner", '''
def mixup(images, targets, num_classes, lam, permutation):
    rows = F.one_hot(targets, num_classes).float()
    mixed_images = torch.lerp(images, images[permutation], lam)
    mixed_rows = torch.lerp(rows, rows[permutation], lam)
    return mixed_images, mixed_rows
''', IMP)
put(E, "wrong_sent_to_the_partner", "picture i is written to place permutation[i], which is the inverse permutation", '''
def mixup(images, targets, num_classes, lam, permutation):
    rows = F.one_hot(targets, num_classes).float()
    other_images = torch.empty_like(images)
    other_rows = torch.empty_like(rows)
    other_images[permutation] = images
    other_rows[permutation] = rows
    return lam * images + (1 - lam) * other_images, lam * rows + (1 - lam) * other_rows
''', IMP)
put(E, "wrong_batch_overwritten", "the caller's batch of images is mixed in place", '''
def mixup(images, targets, num_classes, lam, permutation):
    partners = images[permutation]
    images *= lam
    images += (1 - lam) * partners
    one_hot = F.one_hot(targets, num_classes).float()
    mixed_targets = lam * one_hot + (1 - lam) * one_hot[permutation]
    return images, mixed_targets
''', IMP)
put(E, "wrong_whole_number_targets", "the mixed rows are written into a tensor of whole numbers, which cuts off 0.7 to 0", '''
def mixup(images, targets, num_classes, lam, permutation):
    one_hot = F.one_hot(targets, num_classes)
    new_images = torch.zeros_like(images)
    new_targets = torch.zeros_like(one_hot)
    for i in range(len(images)):
        j = permutation[i]
        new_images[i] = lam * images[i] + (1 - lam) * images[j]
        new_targets[i] = lam * one_hot[i] + (1 - lam) * one_hot[j]
    return new_images, new_targets
''', IMP)
put(E, "wrong_same_class_overwritten", "the partner's share is set and not added, so rows of two pictures of one class do not sum to 1", '''
import torch


def mixup(images, targets, num_classes, lam, permutation):
    mixed = lam * images + (1 - lam) * images[permutation]
    rows = torch.arange(len(targets))
    soft = torch.zeros(len(targets), num_classes)
    soft[rows, targets] = lam
    soft[rows, targets[permutation]] = 1 - lam
    return mixed, soft
''')
put(E, "right_mixing_matrix", "one mixing matrix [N, N], applied to pictures and targets by einsum", '''
import torch


def mixup(images, targets, num_classes, lam, permutation):
    me = torch.eye(len(images), dtype=images.dtype, device=images.device)
    mix = lam * me + (1 - lam) * me[permutation]
    one_hot = torch.eye(num_classes, dtype=images.dtype, device=images.device)[targets]
    return torch.einsum("ij,jchw->ichw", mix, images), torch.einsum("ij,jk->ik", mix, one_hot)
''')
put(E, "right_shares_scattered", "shares are added at the classes' places; the pictures by lerp from the partner to the picture", '''
import torch


def mixup(images, targets, num_classes, lam, permutation):
    both = torch.stack((targets, targets.take(permutation)), dim=1)
    shares = torch.tensor([float(lam), 1.0 - float(lam)], device=targets.device).expand(len(targets), 2)
    soft = torch.zeros(len(targets), num_classes, device=targets.device).scatter_add(1, both, shares)
    return torch.lerp(images.index_select(0, permutation), images, float(lam)), soft
''')
