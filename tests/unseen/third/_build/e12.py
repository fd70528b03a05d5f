from put import put
E = "12.load_by_name"
IMP = "import torch\n\n\n"
put(E, "wrong_copied_if_it_broadcasts", "copy_ is tried in place of comparing shapes, and it broadcasts, so a [1] fills an [8]", '''
def load_by_name(model, state_dict):
    own = model.state_dict()
    missing, unexpected = [], [name for name in state_dict if name not in own]
    with torch.no_grad():
        for name, tensor in own.items():
            if name not in state_dict:
                missing.append(name)
                continue
            try:
                tensor.copy_(state_dict[name])
            except RuntimeError:  # another shape
                missing.append(name)
                unexpected.append(name)
    return missing, unexpected
''', IMP)
put(E, "wrong_other_shape_not_told", "missing and unexpected are differences of the two sets of names, so a name with another shape is in neither", '''
def load_by_name(model, state_dict):
    own = model.state_dict()
    missing = sorted(own.keys() - state_dict.keys())
    unexpected = sorted(state_dict.keys() - own.keys())
    with torch.no_grad():
        for name in own.keys() & state_dict.keys():
            if own[name].shape == state_dict[name].shape:
                own[name].copy_(state_dict[name])
    return missing, unexpected
''', IMP)
put(E, "wrong_same_memory", "the model's tensors are pointed at the dictionary's memory, so both change together afterwards", '''
def load_by_name(model, state_dict):
    missing, used = [], set()
    for name, tensor in model.state_dict().items():
        value = state_dict.get(name)
        if value is not None and value.shape == tensor.shape:
            owner, _, last = name.rpartition(".")
            getattr(model.get_submodule(owner), last).data = value
            used.add(name)
        else:
            missing.append(name)
    return missing, [name for name in state_dict if name not in used]
''')
put(E, "wrong_dictionary_emptied", "what was used is popped from the caller's dictionary", '''
def load_by_name(model, state_dict):
    missing = []
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if name in state_dict and state_dict[name].shape == tensor.shape:
                tensor.copy_(state_dict.pop(name))
            else:
                missing.append(name)
    unexpected = list(state_dict)
    return missing, unexpected
''', IMP)
put(E, "wrong_parameters_only", "only parameters are copied, so BatchNorm's running statistics stay as they were", '''
def load_by_name(model, state_dict):
    missing, used = [], []
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name in state_dict and parameter.shape == state_dict[name].shape:
                parameter.copy_(state_dict[name])
                used.append(name)
            else:
                missing.append(name)
    unexpected = [name for name in state_dict if name not in used]
    return missing, unexpected
''', IMP)
put(E, "right_filtered_load_state_dict", "what fits is filtered out first and given to load_state_dict with strict=False", '''
def load_by_name(model, state_dict):
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    fits = {name: value for name, value in state_dict.items() if shapes.get(name) == value.shape}
    model.load_state_dict(fits, strict=False)
    return [name for name in shapes if name not in fits], [name for name in state_dict if name not in fits]
''')
put(E, "right_sets_of_signatures", "names and shapes are pairs in two sets, and three set operations do the rest; the values are written through .data", '''
def load_by_name(model, state_dict):
    own = model.state_dict()

    def signatures(tensors):
        return {(name, tuple(value.shape)) for name, value in tensors.items()}

    mine, theirs = signatures(own), signatures(state_dict)
    for name, _ in mine & theirs:
        own[name].data[...] = state_dict[name].detach()
    return [name for name, _ in mine - theirs], [name for name, _ in theirs - mine]
''')

E = "12.resnet"
IMP = "import torch\nfrom torch import nn\n\nfrom resnet_ref.network import ResNet, make_stage\n\n\n"
BLOCK = '''class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()
        self.downsample = None
        if stride != 1 or in_channels != width:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, width, 1, stride=stride, bias=False), nn.BatchNorm2d(width)
            )

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return self.relu(out + shortcut)


'''
NET = '''BLOCKS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}


def basic_stage(in_channels, width, blocks, stride):
    layers = [BasicBlock(in_channels, width, stride)]
    for _ in range(blocks - 1):
        layers.append(BasicBlock(width, width))
    return nn.Sequential(*layers)


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    if depth not in BLOCKS:
        raise ValueError(f"depth must be one of {list(BLOCKS)}, not {depth}")
    basic = depth < 50
    stages, channels = [], width
    for i, blocks in enumerate(BLOCKS[depth]):
        stage_width = width * 2**i
        stride = 1 if i == 0 else 2
        if basic:
            stages.append(basic_stage(channels, stage_width, blocks, stride))
            channels = stage_width
        else:
            stages.append(make_stage(channels, stage_width, blocks, stride))
            channels = 4 * stage_width
    return ResNet(stages, channels, num_classes, width, stem)
'''
IMP = IMP.replace("import torch\n", "")
def change(old, new, text):
    assert text.count(old) == 1, old
    return text.replace(old, new)
put(E, "wrong_one_block_repeated", "a stage's identity blocks are one and the same object, many times in a list, so they share their weights",
    BLOCK + change('''    layers = [BasicBlock(in_channels, width, stride)]
    for _ in range(blocks - 1):
        layers.append(BasicBlock(width, width))
    return nn.Sequential(*layers)
''', '''    first = BasicBlock(in_channels, width, stride)
    return nn.Sequential(first, *[BasicBlock(width, width)] * (blocks - 1))
''', NET), IMP)
put(E, "wrong_stride_on_the_second", "the second 3x3 convolution takes the stride, not the first",
    change("self.conv1 = nn.Conv2d(in_channels, width, 3, stride=stride, padding=1, bias=False)", "self.conv1 = nn.Conv2d(in_channels, width, 3, padding=1, bias=False)",
    change("self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)", "self.conv2 = nn.Conv2d(width, width, 3, stride=stride, padding=1, bias=False)", BLOCK)) + NET, IMP)
put(E, "wrong_option_a", "where the shape changes the shortcut takes every second pixel and fills up with zeros (option A), and does not project", '''
class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, width, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.stride = stride
        self.more = width - in_channels

    def forward(self, x):
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        shortcut = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.more))
        return F.relu(out + shortcut)


'''.lstrip() + NET, "import torch.nn.functional as F\n" + IMP)
put(E, "wrong_key_error", "an unknown depth raises the dict's KeyError, which is no ValueError",
    BLOCK + change('''    if depth not in BLOCKS:
        raise ValueError(f"depth must be one of {list(BLOCKS)}, not {depth}")
    basic = depth < 50
''', '''    counts = BLOCKS[depth]  # an error for a depth that does not exist
    basic = depth < 50
''', NET).replace("enumerate(BLOCKS[depth])", "enumerate(counts)"), IMP)
put(E, "wrong_always_projects", "the shortcut projects in every block, also where the shapes fit, as the bottleneck's convolutional block does",
    change('''        self.downsample = None
        if stride != 1 or in_channels != width:
            self.downsample = nn.Sequential(
                nn.Conv2d(in_channels, width, 1, stride=stride, bias=False), nn.BatchNorm2d(width)
            )
''', '''        self.shortcut = nn.Sequential(
            nn.Conv2d(in_channels, width, kernel_size=1, stride=stride, bias=False),
            nn.BatchNorm2d(width),
        )
''', change('''        shortcut = x if self.downsample is None else self.downsample(x)
''', '''        shortcut = self.shortcut(x)
''', BLOCK)) + NET, IMP)
put(E, "right_nested_sequentials", "convolution and BatchNorm in nested Sequentials, an Identity as the shortcut; in-place sums and ReLUs; match for the depths", '''
from itertools import pairwise

from torch import nn

from resnet_ref.network import ResNet, make_stage


def conv_bn(inputs, outputs, kernel, stride=1):
    conv = nn.Conv2d(inputs, outputs, kernel, stride, padding=kernel // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


class Shortcut(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        fits = inputs == outputs and stride == 1
        self.way = nn.Identity() if fits else conv_bn(inputs, outputs, 1, stride)

    def forward(self, x):
        return self.way(x)


class BasicBlock(nn.Module):
    def __init__(self, in_channels, width, stride=1):
        super().__init__()
        self.branch = nn.Sequential(
            conv_bn(in_channels, width, 3, stride), nn.ReLU(inplace=True), conv_bn(width, width, 3)
        )
        self.shortcut = Shortcut(in_channels, width, stride)

    def forward(self, x):
        return self.branch(x).add_(self.shortcut(x)).relu_()


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    match depth:
        case 18:
            counts = 2, 2, 2, 2
        case 34 | 50:
            counts = 3, 4, 6, 3
        case 101 | 152:
            extra = depth == 152
            counts = 3, 8 if extra else 4, 36 if extra else 23, 3
        case _:
            raise ValueError(f"no ResNet has {depth} layers")
    widths = [width * factor for factor in (1, 2, 4, 8)]
    strides = (1, 2, 2, 2)
    if depth in (18, 34):
        stages = []
        for (inputs, w), count, stride in zip(pairwise([width, *widths]), counts, strides, strict=True):
            rest = (BasicBlock(w, w) for _ in range(count - 1))
            stages.append(nn.Sequential(BasicBlock(inputs, w, stride), *rest))
        return ResNet(stages, widths[-1], num_classes, width, stem)
    inputs = [width, *(4 * w for w in widths[:-1])]
    stages = list(map(make_stage, inputs, widths, counts, strides))
    return ResNet(stages, 4 * widths[-1], num_classes, width, stem)
''')
put(E, "right_whole_network_by_hand", "nothing from the reference's network: stem, head and bottleneck are written anew, with functional calls", '''
import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    """relu(branch(x) + shortcut(x)); the branch is a row of (outputs, kernel, stride)."""

    def __init__(self, in_channels, row, project):
        super().__init__()
        self.convs, self.norms = nn.ModuleList(), nn.ModuleList()
        channels, total = in_channels, 1
        for outputs, kernel, stride in row:
            self.convs.append(nn.Conv2d(channels, outputs, kernel, stride, kernel // 2, bias=False))
            self.norms.append(nn.BatchNorm2d(outputs))
            channels, total = outputs, total * stride
        if project:
            self.projection = nn.Conv2d(in_channels, channels, 1, total, bias=False)
            self.projection_norm = nn.BatchNorm2d(channels)
        self.project = project

    def forward(self, x):
        out = x
        for i, (conv, norm) in enumerate(zip(self.convs, self.norms, strict=True)):
            out = norm(conv(F.relu(out) if i else out))
        if self.project:
            x = self.projection_norm(self.projection(x))
        return F.relu(x + out)


class BasicBlock(Block):
    expansion = 1

    def __init__(self, in_channels, width, stride=1):
        super().__init__(
            in_channels, [(width, 3, stride), (width, 3, 1)], (in_channels, stride) != (width, 1)
        )


class Bottleneck(Block):
    expansion = 4

    def __init__(self, in_channels, width, stride, first):
        super().__init__(in_channels, [(width, 1, 1), (width, 3, stride), (4 * width, 1, 1)], first)


class Network(nn.Module):
    def __init__(self, kind, counts, num_classes, width, stem):
        super().__init__()
        if stem == "cifar":
            first = [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        elif stem == "imagenet":
            first = [nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            first.append(nn.MaxPool2d(3, 2, 1))
        else:
            raise ValueError(stem)
        body, channels = [], width
        for stage, count in enumerate(counts):
            w = width << stage
            for number in range(count):
                stride = 2 if stage and not number else 1
                if kind is BasicBlock:
                    body.append(BasicBlock(channels, w, stride))
                else:
                    body.append(Bottleneck(channels, w, stride, number == 0))
                channels = kind.expansion * w
        self.stem, self.body = nn.Sequential(*first), nn.Sequential(*body)
        self.fc = nn.Linear(channels, num_classes)

    def forward(self, images):
        return self.fc(torch.mean(self.body(self.stem(images)), dim=(-2, -1)))


FAMILY = {
    18: (BasicBlock, [2, 2, 2, 2]),
    34: (BasicBlock, [3, 4, 6, 3]),
    50: (Bottleneck, [3, 4, 6, 3]),
    101: (Bottleneck, [3, 4, 23, 3]),
    152: (Bottleneck, [3, 8, 36, 3]),
}


def resnet(depth, num_classes=10, width=64, stem="cifar"):
    try:
        kind, counts = FAMILY[depth]
    except KeyError as unknown:
        raise ValueError(f"there is no ResNet-{depth}") from unknown
    return Network(kind, counts, num_classes, width, stem)
''')

E = "12.transfer"
IMP = "from torch import nn\n\n\n"
put(E, "wrong_momentum_zero", "the statistics are held by momentum 0, but BatchNorm goes into train mode with the rest and normalises with the batch's own mean", '''
def freeze_backbone(model):
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name.startswith("fc."))
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = 0.0
            module.eval()
''', IMP)
put(E, "wrong_train_of_the_last_one", "the function made in the loop looks its module up when it runs, so every BatchNorm's train() sets the last one only", '''
def freeze_backbone(model):
    model.requires_grad_(False)
    model.fc.requires_grad_(True)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            bn = module
            bn.eval()
            bn.train = lambda mode=True: nn.Module.train(bn, False)
''', IMP)
put(E, "wrong_head_without_its_bias", "only fc.weight goes on training, the head's bias is frozen with the rest", '''
class FrozenBatchNorm(nn.BatchNorm2d):
    def train(self, mode=True):
        return super().train(False)


def freeze_backbone(model):
    for name, parameter in model.named_parameters():
        parameter.requires_grad = name == "fc.weight"
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.__class__ = FrozenBatchNorm
            module.eval()
''', IMP)
put(E, "wrong_no_running_statistics", "track_running_stats and the running statistics are taken away, so BatchNorm uses the batch's own in eval mode too", '''
def freeze_backbone(model):
    for child_name, child in model.named_children():
        child.requires_grad_(child_name == "fc")
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.track_running_stats = False
            module.running_mean = None
            module.running_var = None
            module.eval()
''', IMP)
put(E, "wrong_batchnorm_goes_on_learning", "only the convolutions' weights are frozen, while BatchNorm's weight and bias still want a gradient", '''
class StillBatchNorm(nn.BatchNorm2d):
    def train(self, mode=True):
        super().train(False)
        return self


def freeze_backbone(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            module.weight.requires_grad_(False)
        if isinstance(module, nn.BatchNorm2d):
            module.__class__ = StillBatchNorm
            module.train()
''', IMP)
put(E, "right_bound_method", "each BatchNorm gets a train method of its own, bound with types.MethodType, in place of another class", '''
from types import MethodType

from torch import nn


def stay(self, mode=True):
    return nn.Module.train(self, False)


def freeze_backbone(model):
    head = {id(parameter) for parameter in model.fc.parameters()}
    for parameter in model.parameters():
        parameter.requires_grad_(id(parameter) in head)
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.train = MethodType(stay, module)
            module.train()
''')
put(E, "right_mixin_class_made_on_the_spot", "a mixin whose training attribute is a property that is always False, joined to whatever class the BatchNorm has; applied with model.apply", '''
from torch import nn


class Asleep:
    """A module that is in eval mode, whatever anybody says."""

    @property
    def training(self):
        return False

    @training.setter
    def training(self, mode):
        pass


def freeze_backbone(model):
    def fall_asleep(module):
        module.requires_grad_(False)
        if isinstance(module, nn.modules.batchnorm._BatchNorm) and not isinstance(module, Asleep):
            kind = type(module)
            module.__dict__.pop("training", None)
            module.__class__ = type(f"Asleep{kind.__name__}", (Asleep, kind), {})

    model.apply(fall_asleep)
    model.fc.requires_grad_()
''')
