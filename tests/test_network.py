"""The reference network against torchvision's `resnet50`, and what the network promises by itself.

Agreement is relative to the largest magnitude in each tensor. Where both networks do the same operations in
the same order they agree to the last bit, as seen with torch 2.15.0 on an x86 CPU; ROUNDING leaves room for a
library that sums in another order, and for nothing else.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torchvision
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torchvision.models.resnet import Bottleneck

from resnet_ref.convolutional_block import ConvolutionalBlock
from resnet_ref.identity_block import IdentityBlock
from resnet_ref.network import ResNet50, count_parameters, initialize_weights, make_stage

ROUNDING = {torch.float32: 1e-4, torch.float64: 1e-10}


@pytest.fixture(scope="module")
def weights() -> dict[str, torch.Tensor]:
    """torchvision's state dict, all of it random, of a size that keeps activations from blowing up."""
    torch.manual_seed(0)
    state = torchvision.models.resnet50(num_classes=1000).state_dict()
    for name, tensor in state.items():
        if name.endswith("num_batches_tracked"):
            tensor.fill_(7)
        elif tensor.dim() > 1:
            nn.init.normal_(tensor, std=tensor[0].numel() ** -0.5)
        elif name.endswith(("bias", "running_mean")):
            tensor.normal_(std=0.2)
        else:
            tensor.uniform_(0.5, 1.5)
    return state


def loaded(model: nn.Module, weights: dict[str, torch.Tensor], dtype: torch.dtype) -> nn.Module:
    """`model`, built without numbers, with its own copy of `weights`, which are given by name."""
    model.load_state_dict(copy.deepcopy(weights), assign=True)
    return model.to(dtype).requires_grad_()


def observe(model: nn.Module, images: torch.Tensor, training: bool) -> dict[str, torch.Tensor]:
    """Output, gradients of the input and of every parameter, and running statistics after one pass."""
    images = images.clone().requires_grad_()
    output = model.train(training)(images)
    generator = torch.Generator().manual_seed(1)
    (output * torch.randn(output.shape, generator=generator, dtype=output.dtype)).sum().backward()
    seen = {"output": output.detach(), "gradient of the input": images.grad}
    seen |= {f"gradient of {name}": parameter.grad for name, parameter in model.named_parameters()}
    return seen | dict(model.named_buffers())


def assert_agree(actual: dict[str, torch.Tensor], expected: dict[str, torch.Tensor], rounding: float) -> None:
    assert actual.keys() == expected.keys()
    for name, tensor in expected.items():
        magnitude = tensor.abs().max()
        assert 0 < magnitude < float("inf"), f"{name}: the comparison would be empty"
        error = (actual[name] - tensor).abs().max() / magnitude
        assert error <= rounding, f"{name}: relative error {error:.1e} above {rounding:.0e}"


@pytest.mark.parametrize("training", [False, True], ids=["eval", "train"])
@pytest.mark.parametrize(
    ("version", "size", "dtype"),
    [
        ("v1.5", (224, 224), torch.float32),
        ("v1.5", (97, 131), torch.float32),
        ("v1", (224, 224), torch.float32),
        ("v1", (97, 131), torch.float32),
        ("v1.5", (41, 50), torch.float64),
        ("v1", (41, 50), torch.float64),
    ],
)
def test_agrees_with_torchvision(
    weights: dict[str, torch.Tensor], version: str, size: tuple[int, int], dtype: torch.dtype, training: bool
) -> None:
    with torch.device("meta"):
        ours = ResNet50(1000, stem="imagenet", version=version)
        theirs = torchvision.models.resnet50()
    if version == "v1":  # the paper's: the stride of a block stands in its first 1x1
        for block in theirs.modules():
            if isinstance(block, Bottleneck):
                block.conv1.stride, block.conv2.stride = block.conv2.stride, block.conv1.stride
    images = torch.randn(2, 3, *size, dtype=dtype)
    actual, expected = (observe(loaded(model, weights, dtype), images, training) for model in (ours, theirs))
    assert_agree(actual, expected, ROUNDING[dtype])


class Operations(TorchDispatchMode):
    """Records each of torch's operations with the shapes it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[torch.Size]]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen.append((str(func), [arg.shape for arg in args if isinstance(arg, torch.Tensor)]))
        return func(*args, **(kwargs or {}))


def test_costs_what_torchvision_costs() -> None:
    """The same operations on the same shapes, forward and back: a comparison of speed that no busy machine blurs."""
    recorded = []
    with torch.device("meta"):
        for model in (ResNet50(1000, stem="imagenet"), torchvision.models.resnet50()):
            with Operations() as operations:
                model(torch.empty(2, 3, 97, 131)).sum().backward()
            recorded.append(operations.seen)
    assert recorded[0] == recorded[1]


def test_versions_share_keys_and_differ_in_outputs() -> None:
    v15 = ResNet50(width=8).eval()
    v1 = ResNet50(width=8, version="v1").eval()
    v1.load_state_dict(v15.state_dict())
    images = torch.randn(2, 3, 32, 32)
    assert not torch.allclose(v15(images), v1(images), rtol=0.01)


def meta(*args: Any, **kwargs: Any) -> ResNet50:
    """A network of shapes alone, without numbers: quick to build and to run."""
    with torch.device("meta"):
        return ResNet50(*args, **kwargs)


@pytest.mark.parametrize(
    ("num_classes", "width", "stem", "parameters"),
    [
        (1000, 64, "imagenet", 25_557_032),
        (10, 64, "imagenet", 23_528_522),
        (10, 64, "cifar", 23_520_842),
        (10, 16, "cifar", 1_484_186),
    ],
)
def test_parameter_count(num_classes: int, width: int, stem: str, parameters: int) -> None:
    assert count_parameters(meta(num_classes, width, stem)) == parameters


def test_frozen_parameters_do_not_count() -> None:
    model = meta().requires_grad_(False)
    model.fc.requires_grad_(True)
    assert count_parameters(model) == 2048 * 10 + 10


def test_names_and_shapes_are_torchvisions_in_order() -> None:
    ours = meta(1000, stem="imagenet")
    with torch.device("meta"):
        theirs = torchvision.models.resnet50()
    assert [(name, t.shape) for name, t in ours.state_dict().items()] == [
        (name, t.shape) for name, t in theirs.state_dict().items()
    ]
    assert len(ours.state_dict()) == 320
    assert len(list(ours.parameters())) == 161


def test_only_the_head_has_a_bias() -> None:
    layers = {name: m for name, m in meta().named_modules() if isinstance(m, nn.Conv2d | nn.Linear)}
    assert [name for name, layer in layers.items() if layer.bias is not None] == ["fc"]


@pytest.mark.parametrize(
    ("stem", "size", "sizes"),
    [
        ("imagenet", 224, [112, 56, 56, 28, 14, 7]),
        ("imagenet", 32, [16, 8, 8, 4, 2, 1]),
        ("cifar", 224, [224, 224, 224, 112, 56, 28]),
        ("cifar", 32, [32, 32, 32, 16, 8, 4]),
    ],
)
def test_shapes_through_the_net(stem: str, size: int, sizes: list[int]) -> None:
    model, shapes = meta(stem=stem), []
    for name in ("conv1", "maxpool", "layer1", "layer2", "layer3", "layer4"):
        model.get_submodule(name).register_forward_hook(lambda _m, _i, out: shapes.append(tuple(out.shape)))
    output = model(torch.empty(2, 3, size, size, device="meta"))
    channels = [64, 64, 256, 512, 1024, 2048]
    assert shapes == [(2, c, s, s) for c, s in zip(channels, sizes, strict=True)]
    assert output.shape == (2, 10)


@pytest.mark.parametrize("training", [False, True], ids=["eval", "train"])
def test_zero_initialised_blocks_start_as_their_shortcut(training: bool) -> None:
    model = ResNet50(width=8, zero_init_residual=True).train(training)
    projecting, identity = model.layer2[0], model.layer2[1]
    x = torch.rand(2, 32, 9, 7)
    y = projecting(x)
    assert torch.equal(y, projecting.get_submodule("downsample")(x).relu())
    assert torch.equal(identity(y), y)


def test_default_initialisation_is_not_the_identity() -> None:
    block = ResNet50(width=8).layer1[1]
    x = torch.rand(2, 32, 9, 7)
    assert not torch.allclose(block(x), x)


def test_initialisation_is_he_normal_with_fan_out() -> None:
    model = ResNet50(width=32)
    for module in model.modules():
        for parameter in module.parameters(recurse=False):
            nn.init.constant_(parameter, 3.0)
    initialize_weights(model)
    for name, module in model.named_modules():
        if isinstance(module, nn.Conv2d):
            fan_out = module.out_channels * module.kernel_size[0] ** 2
            count = module.weight.numel()
            # Mean and deviation of `count` normal draws, each within six of its own standard errors.
            expected = (2 / fan_out) ** 0.5
            assert abs(module.weight.std().item() / expected - 1) < 6 / (2 * count) ** 0.5, name
            assert abs(module.weight.mean().item()) < 6 * expected / count**0.5, name
        elif isinstance(module, nn.BatchNorm2d):
            last = name.endswith("bn3")
            assert torch.all(module.weight == (0.0 if last else 1.0)), name
            assert torch.all(module.bias == 0), name


def through_pickle(model: ResNet50) -> ResNet50:
    return pickle.loads(pickle.dumps(model))


@pytest.mark.parametrize("copied", [copy.deepcopy, through_pickle])
def test_a_copy_is_equal_and_independent(copied: Callable[[ResNet50], ResNet50]) -> None:
    model = ResNet50(width=8).eval()
    images = torch.randn(2, 3, 17, 23)
    twin, expected = copied(model), model(images)
    assert torch.equal(twin(images), expected)
    twin.train()(images)
    assert torch.equal(model(images), expected)
    assert not torch.equal(twin.get_buffer("bn1.running_mean"), model.get_buffer("bn1.running_mean"))


@pytest.mark.parametrize("stem", ["cifar", "imagenet"])
@pytest.mark.parametrize("size", [(1, 1), (5, 3), (33, 64)])
def test_any_height_and_width(stem: str, size: tuple[int, int]) -> None:
    assert ResNet50(width=8, stem=stem).eval()(torch.randn(1, 3, *size)).isfinite().all()


def test_one_image_trains_where_the_last_stage_is_larger_than_a_pixel() -> None:
    for stem, smallest in (("cifar", 9), ("imagenet", 33)):
        assert ResNet50(width=8, stem=stem)(torch.randn(1, 3, smallest, 1)).isfinite().all()
        with pytest.raises(ValueError, match="batch of at least two"):
            ResNet50(width=8, stem=stem)(torch.randn(1, 3, smallest - 1, smallest - 1))


def test_autocast_takes_float32_images() -> None:
    with torch.autocast("cpu", torch.bfloat16):
        assert ResNet50(width=8)(torch.randn(2, 3, 16, 16)).dtype == torch.bfloat16


IMAGES = torch.zeros(2, 3, 32, 32)


@pytest.mark.parametrize(
    ("call", "error", "advice"),
    [
        (lambda net: net(IMAGES[0]), ValueError, r"images.unsqueeze\(0\)"),
        (lambda net: net(IMAGES.permute(0, 2, 3, 1)), ValueError, r"permute\(0, 3, 1, 2\)"),
        (lambda net: net(IMAGES[0].permute(1, 2, 0)), ValueError, r"takes a batch \[N, 3, H, W\]"),
        (lambda net: net(IMAGES[:, :1]), ValueError, "takes 3 channels, .* has 1"),
        (lambda net: net(IMAGES.flatten(1)), ValueError, r"takes a batch \[N, 3, H, W\]"),
        (lambda net: net(IMAGES.byte()), TypeError, r"images.float\(\) / 255"),
        (lambda net: net(IMAGES.double()), TypeError, r"images.to\(torch.float32\)"),
        (lambda net: net(IMAGES.numpy()), TypeError, "takes a tensor"),
        (lambda net: net.layer1[1](IMAGES), ValueError, "IdentityBlock takes 32 channels"),
        (lambda net: net.layer2[0](IMAGES), ValueError, "ConvolutionalBlock takes 32 channels"),
        (lambda _: ResNet50(stem="imagnet"), ValueError, "Did you mean: imagenet"),
        (lambda _: ResNet50(version="v2"), ValueError, "no ResNet version 'v2'. Did you mean: v1"),
        (lambda _: ResNet50(width=0), ValueError, "width must be a whole number of at least 1"),
        (lambda _: ResNet50(num_classes=0), ValueError, "num_classes must be a whole number of at least 1"),
        (lambda _: make_stage(8, 8, 0, 1), ValueError, "blocks must be a whole number of at least 1"),
        (lambda _: IdentityBlock(64, 64), ValueError, "in_channels must be 256, not 64.*ConvolutionalBlock"),
        (lambda _: ConvolutionalBlock(64, 64, 0), ValueError, "stride must be a whole number of at least 1"),
    ],
)
def test_bad_input_is_a_sentence(
    call: Callable[[ResNet50], object], error: type[Exception], advice: str
) -> None:
    with pytest.raises(error, match=advice):
        call(ResNet50(width=8))


@pytest.mark.slow
def test_compiles_as_one_graph() -> None:
    model = ResNet50(width=8).eval()
    images = torch.randn(2, 3, 32, 32)
    with torch.no_grad():
        expected = model(images)
        compiled = torch.compile(model, fullgraph=True)(images)
    assert_agree({"output": compiled}, {"output": expected}, ROUNDING[torch.float32])
