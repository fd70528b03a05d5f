"""Plain asserts in TorchCode's and Coursera's style: a few named tests, of which some compare written values.

Written by us, in our own words, after reading TorchCode's tasks (a shape, values against torch, whether gradients
arrive) and knowing Coursera's ResNet exercise (weights that are all one constant, a few numbers of the output).
The numbers are the reference's, rounded. Constants need no name of a layer, so any style of answer can be asked.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn


def with_constant_weights(module):
    """Every convolution and linear layer gives the mean of what it sees; norms are as they start."""
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.dim() > 1:
                parameter.fill_(1 / parameter[0].numel())
    return module


def ramp(*shape):
    size = torch.Size(shape).numel()
    return torch.linspace(-1, 2, size).reshape(shape)


def test_02_conv2d__small_example(conv2d):
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    out = conv2d(x, torch.tensor([[[[1.0, 0.0], [0.0, -1.0]]]]))
    assert torch.equal(out, torch.full((1, 1, 3, 3), -5.0))


def test_02_conv2d__stride_and_padding(conv2d):
    torch.manual_seed(0)
    x, weight = torch.randn(2, 3, 8, 8), torch.randn(4, 3, 3, 3)
    out = conv2d(x, weight, stride=2, padding=1)
    assert out.shape == (2, 4, 4, 4), f"shape {tuple(out.shape)}"
    assert torch.allclose(out, F.conv2d(x, weight, stride=2, padding=1), atol=1e-4)


def test_02_conv2d__gradients(conv2d):
    x = torch.randn(1, 2, 5, 5, requires_grad=True)
    weight = torch.randn(3, 2, 3, 3, requires_grad=True)
    conv2d(x, weight).sum().backward()
    assert x.grad is not None, "missing gradients"
    assert weight.grad is not None, "missing gradients"


def test_02_batchnorm__as_torchs_in_training(BatchNorm2d):
    torch.manual_seed(0)
    x = torch.randn(8, 5, 6, 6) * 3 + 1
    mine, torchs = BatchNorm2d(5), nn.BatchNorm2d(5)
    for norm in (mine, torchs):
        nn.init.constant_(norm.weight, 2.0)
        nn.init.constant_(norm.bias, 0.5)
    assert torch.allclose(mine(x), torchs(x), atol=1e-5)
    assert torch.allclose(mine.running_mean, torchs.running_mean, atol=1e-5)


def test_02_batchnorm__as_torchs_in_evaluation(BatchNorm2d):
    torch.manual_seed(0)
    x = torch.randn(8, 5, 6, 6) * 3 + 1
    mine, torchs = BatchNorm2d(5), nn.BatchNorm2d(5)
    mine(x), torchs(x)
    mine.eval(), torchs.eval()
    assert torch.allclose(mine(x), torchs(x), atol=1e-3)


def test_04_identity_block__three_values(IdentityBlock):
    out = with_constant_weights(IdentityBlock(8, 2)).eval()(ramp(1, 8, 3, 3))
    assert abs(out[0, 0, 0, 0].item() - 0) < 1e-4
    assert abs(out[0, 3, 1, 1].item() - 0.809852) < 1e-4
    assert abs(out[0, 7, 2, 2].item() - 2.25978) < 1e-4
    assert out.min() >= 0, "a ReLU comes last"


def test_04_identity_block__training(IdentityBlock):
    out = with_constant_weights(IdentityBlock(8, 2)).train()(ramp(2, 8, 3, 3))
    assert abs(out.sum().item() - 146.021) < 1e-2


def test_04_identity_block__refuses_other_channels(IdentityBlock):
    try:
        IdentityBlock(16, 8)
    except ValueError:
        return
    raise AssertionError("in_channels must be 4 * width")


def test_05_convolutional_block__three_values(ConvolutionalBlock):
    out = with_constant_weights(ConvolutionalBlock(6, 2, stride=2)).eval()(ramp(1, 6, 4, 4) - 0.5)
    assert abs(out[0, 0, 0, 0].item() - 0) < 1e-4
    assert abs(out[0, 3, 1, 0].item() - 0.0579) < 1e-4
    assert abs(out[0, 7, 1, 1].item() - 0.1737) < 1e-4
    assert out.min() >= 0, "a ReLU comes last"


def test_05_convolutional_block__training(ConvolutionalBlock):
    out = with_constant_weights(ConvolutionalBlock(6, 2, stride=2)).train()(ramp(2, 6, 4, 4))
    assert abs(out.sum().item() - 54.8679) < 1e-2


def test_05_convolutional_block__gradients(ConvolutionalBlock):
    block = ConvolutionalBlock(6, 2)
    block(torch.randn(2, 6, 4, 4)).sum().backward()
    assert all(p.grad is not None for p in block.parameters()), "missing gradients"


def test_06_resnet50__three_values(ResNet50):
    net = with_constant_weights(ResNet50(num_classes=10, width=8)).eval()
    with torch.no_grad():
        for parameter in net.parameters():
            if parameter.shape == (10,):  # the head's bias starts at random
                parameter.zero_()
        out = net(ramp(2, 3, 16, 16) + 2)
    assert out.shape == (2, 10)
    assert abs(out[0, 0].item() / 17128.9 - 1) < 1e-3
    assert abs(out[0, 9].item() / 17128.9 - 1) < 1e-3
    assert abs(out[1, 5].item() / 32084.8 - 1) < 1e-3


def test_06_resnet50__imagenet_stem(ResNet50):
    net = with_constant_weights(ResNet50(num_classes=10, width=8, stem="imagenet")).eval()
    with torch.no_grad():
        out = net(ramp(1, 3, 64, 64) + 2)
    assert abs(out[0].mean().item() / 24966.6 - 1) < 1e-3


def test_06_resnet50__layers(ResNet50):
    kinds = [type(module) for module in ResNet50(width=8).modules()]
    assert kinds.count(nn.Conv2d) == 53, f"{kinds.count(nn.Conv2d)} convolutions, expected 53"
    assert kinds.count(nn.Linear) == 1


def test_06_count_parameters__three_values(count_parameters):
    assert count_parameters(nn.Linear(3, 4)) == 16
    assert count_parameters(nn.Conv2d(3, 8, 3, bias=False)) == 216
    frozen = nn.Linear(3, 4)
    frozen.bias.requires_grad_(False)
    assert count_parameters(frozen) == 12


def test_07_topk__three_values(_topk_accuracies):  # noqa: PT019
    logits = torch.tensor([[0.1, 0.2, 0.7], [0.6, 0.3, 0.1], [0.3, 0.5, 0.2], [0.2, 0.5, 0.3]])
    found = _topk_accuracies(logits, torch.tensor([2, 1, 2, 0]), (1, 2, 3))
    assert abs(found[1] - 0.25) < 1e-6
    assert abs(found[2] - 0.5) < 1e-6
    assert abs(found[3] - 1.0) < 1e-6


def test_08_warmup_cosine__three_values(warmup_cosine):
    assert abs(warmup_cosine(0, 10, 100)) < 1e-6
    assert abs(warmup_cosine(5, 10, 100) - 0.5) < 1e-6
    assert abs(warmup_cosine(10, 10, 100) - 1.0) < 1e-6
    assert abs(warmup_cosine(55, 10, 100) - 0.5) < 1e-6
    assert abs(warmup_cosine(100, 10, 100)) < 1e-6


def test_08_label_smoothing__three_values(label_smoothing_loss):
    logits, targets = torch.tensor([[2.0, 1.0, 0.0], [0.0, 3.0, 0.0]]), torch.tensor([0, 1])
    for smoothing, expected in ((0.0, 0.251264), (0.1, 0.401264), (0.5, 1.00126)):
        assert abs(label_smoothing_loss(logits, targets, smoothing).item() - expected) < 1e-4


def test_08_label_smoothing__gradients(label_smoothing_loss):
    logits = torch.randn(4, 5, requires_grad=True)
    label_smoothing_loss(logits, torch.tensor([0, 1, 2, 3])).backward()
    assert logits.grad is not None, "missing gradients"


def test_09_confusion_matrix__small_example(confusion_matrix):
    targets, predictions = torch.tensor([0, 0, 1, 1, 1, 2]), torch.tensor([0, 1, 1, 1, 2, 2])
    matrix = torch.as_tensor(confusion_matrix(targets, predictions, 3))
    assert matrix.tolist() == [[1, 1, 0], [0, 2, 1], [0, 0, 1]]


def test_09_confusion_matrix__rows_sum_to_one(confusion_matrix):
    targets, predictions = torch.tensor([0, 0, 1, 1, 1, 2]), torch.tensor([0, 1, 1, 1, 2, 2])
    matrix = torch.as_tensor(confusion_matrix(targets, predictions, 3, normalize=True))
    assert torch.allclose(matrix.double().sum(1), torch.ones(3, dtype=torch.float64))
    assert abs(float(matrix[0, 1]) - 0.5) < 1e-4
    assert abs(float(matrix[1, 1]) - 2 / 3) < 1e-4
