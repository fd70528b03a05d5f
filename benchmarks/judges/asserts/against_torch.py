"""Plain asserts in ARENA's style: shape, number of parameters, and values close to torch's own layer.

Written by us, in our own words, after reading ARENA's test files (part 0, CNNs and ResNets); nothing is copied.
Where ARENA stops, so does this: of a block and a network it asks for shape and parameters, since a student's layers
may be called and ordered in any way.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn


def parameters_of(module):
    return sum(p.numel() for p in module.parameters())


def test_02_conv2d__any_sizes(conv2d):
    torch.manual_seed(0)
    for _ in range(10):
        n, c, k = torch.randint(1, 6, (3,)).tolist()
        h, w = torch.randint(10, 30, (2,)).tolist()
        stride, padding, size = torch.randint(1, 4, (3,)).tolist()
        x, weight = torch.randn(n, c, h, w), torch.randn(k, c, size, size)
        expected = F.conv2d(x, weight, stride=stride, padding=padding)
        torch.testing.assert_close(conv2d(x, weight, stride, padding), expected, atol=1e-4, rtol=1e-4)


def test_02_batchnorm__has_what_torch_has(BatchNorm2d):
    norm = BatchNorm2d(2)
    assert isinstance(norm.weight, nn.Parameter), "weight should be a Parameter"
    assert isinstance(norm.bias, nn.Parameter), "bias should be a Parameter"
    assert isinstance(norm.running_mean, torch.Tensor), "running_mean should be a tensor"
    assert isinstance(norm.running_var, torch.Tensor), "running_var should be a tensor"


def test_02_batchnorm__normalises_each_channel(BatchNorm2d):
    torch.manual_seed(0)
    norm = BatchNorm2d(2)
    assert norm.training
    x = torch.randn(100, 2, 3, 4)
    out = norm(x)
    assert out.shape == x.shape
    torch.testing.assert_close(out.mean(dim=(0, 2, 3)), torch.zeros(2), atol=1e-5, rtol=0)
    torch.testing.assert_close(out.std(dim=(0, 2, 3)), torch.ones(2), atol=1e-3, rtol=1e-3)


def test_02_batchnorm__running_mean(BatchNorm2d):
    norm = BatchNorm2d(3, momentum=0.6)
    x = torch.arange(12).float().view(1, 3, 2, 2)
    mean = torch.tensor([1.5, 5.5, 9.5])
    for step in range(1, 4):
        norm(x)
        torch.testing.assert_close(norm.running_mean, (1 - 0.4**step) * mean)
    norm.eval()
    before = norm.running_mean.clone()
    norm(x)
    torch.testing.assert_close(norm.running_mean, before)


def test_04_identity_block__shape(IdentityBlock):
    block = IdentityBlock(256, 64)
    assert block(torch.randn(2, 256, 8, 8)).shape == (2, 256, 8, 8)


def test_04_identity_block__parameters(IdentityBlock):
    expected = 256 * 64 + 64 * 64 * 9 + 64 * 256 + 2 * (64 + 64 + 256)
    found = parameters_of(IdentityBlock(256, 64))
    assert found == expected, f"{found} parameters, expected {expected}"


def test_05_convolutional_block__shape(ConvolutionalBlock):
    assert ConvolutionalBlock(64, 64, stride=1)(torch.randn(2, 64, 8, 8)).shape == (2, 256, 8, 8)
    assert ConvolutionalBlock(256, 128, stride=2)(torch.randn(2, 256, 8, 8)).shape == (2, 512, 4, 4)


def test_05_convolutional_block__parameters(ConvolutionalBlock):
    expected = 256 * 128 + 128 * 128 * 9 + 128 * 512 + 256 * 512 + 2 * (128 + 128 + 512 + 512)
    found = parameters_of(ConvolutionalBlock(256, 128))
    assert found == expected, f"{found} parameters, expected {expected}"


def test_06_resnet50__shape(ResNet50):
    assert ResNet50()(torch.randn(2, 3, 32, 32)).shape == (2, 10)
    assert ResNet50(num_classes=7, width=16, stem="imagenet")(torch.randn(2, 3, 64, 64)).shape == (2, 7)


def test_06_resnet50__parameters(ResNet50):
    # torchvision publishes 25,557,032 for a thousand classes.
    found = parameters_of(ResNet50(num_classes=1000, stem="imagenet"))
    assert found == 25_557_032, f"{found} parameters, expected 25557032"


def test_06_count_parameters__against_torch(count_parameters):
    for module in (nn.Linear(3, 4), nn.Conv2d(3, 8, 3), nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))):
        assert count_parameters(module) == parameters_of(module)


def test_07_topk__against_torch(_topk_accuracies):  # noqa: PT019
    torch.manual_seed(0)
    logits, targets = torch.randn(50, 10), torch.randint(10, (50,))
    found = _topk_accuracies(logits, targets, (1, 5))
    for k in (1, 5):
        hits = (logits.topk(k).indices == targets[:, None]).any(1)
        assert abs(found[k] - hits.float().mean().item()) < 1e-6, f"top-{k} is wrong"


def test_08_warmup_cosine__against_torch(warmup_cosine):
    parameter = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=1.0)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=90)
    for step in range(10, 100):
        assert abs(warmup_cosine(step, 10, 100) - optimizer.param_groups[0]["lr"]) < 1e-5, f"step {step}"
        optimizer.step()
        cosine.step()


def test_08_label_smoothing__against_torch(label_smoothing_loss):
    torch.manual_seed(0)
    logits, targets = torch.randn(16, 10), torch.randint(10, (16,))
    for smoothing in (0.0, 0.1, 0.3):
        expected = F.cross_entropy(logits, targets, label_smoothing=smoothing)
        torch.testing.assert_close(label_smoothing_loss(logits, targets, smoothing), expected)


def test_09_confusion_matrix__shape_and_sum(confusion_matrix):
    torch.manual_seed(0)
    targets, predictions = torch.randint(4, (100,)), torch.randint(4, (100,))
    matrix = torch.as_tensor(confusion_matrix(targets, predictions, 4))
    assert matrix.shape == (4, 4)
    assert matrix.sum() == 100
    assert matrix.diagonal().sum() == (targets == predictions).sum()
    for true in range(4):
        assert matrix[true].sum() == (targets == true).sum()
