"""Grad-CAM against captum and pytorch-grad-cam, its exact identities, and that it leaves the model as it was.

Identities are checked in float64, to 1e-10 of the largest value.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from resnet_ref.gradcam import class_evidence, grad_cam, show_gradcam_grid
from resnet_ref.network import ResNet50

LAYERS = ["maxpool", "layer1", "layer2.1.conv2", "layer2.3.bn3", "layer3", "layer4.0.downsample.1", "layer4"]
CLASSES = [f"class {index}" for index in range(10)]
TARGETS = torch.tensor([7, 0, 3])


@pytest.fixture(scope="module")
def images() -> torch.Tensor:
    return torch.randn(3, 3, 28, 21, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.fixture
def model() -> Any:
    """float64, in eval mode, with random weights and BatchNorm statistics, and in-place ReLUs as ever."""
    torch.manual_seed(1)
    net = ResNet50(width=4).double().eval()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            for name, tensor in module.state_dict().items():
                if name in ("weight", "running_var"):
                    tensor.uniform_(0.5, 1.5)
                elif name in ("bias", "running_mean"):
                    tensor.normal_(std=0.3)
    return net


def without_inplace(model: nn.Module) -> nn.Module:
    """A copy for the oracles, which read a layer's output after an in-place ReLU has overwritten it."""
    model = copy.deepcopy(model)
    for module in model.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = False
    return model


def stretched(maps: torch.Tensor) -> torch.Tensor:
    """Each map from 0 to 1, whatever its scaling was; a dead map stays zeros."""
    maps = maps - maps.amin((1, 2), keepdim=True)
    return maps / maps.amax((1, 2), keepdim=True).clamp_min(1e-30)


def assert_same(ours: torch.Tensor, theirs: torch.Tensor, rounding: float = 1e-10) -> None:
    assert ours.shape == theirs.shape
    assert theirs.abs().max() > 0
    assert (ours - theirs).abs().max() <= rounding * theirs.abs().max()


class TestOracles:
    """Both take seconds to import, which no other process of the tests should wait for."""

    @pytest.mark.parametrize("layer", LAYERS)
    def test_captum(self, model: Any, images: torch.Tensor, layer: str) -> None:
        from captum.attr import LayerGradCam

        oracle_model = without_inplace(model)
        oracle = LayerGradCam(oracle_model, oracle_model.get_submodule(layer))
        for targets in (TARGETS, model(images).argmax(1)):
            evidence = oracle.attribute(images, targets)
            assert_same(class_evidence(model, layer, images, targets), evidence[:, 0].detach())
            up = F.interpolate(evidence.relu(), images.shape[2:], mode="bilinear")[:, 0].detach()
            assert_same(stretched(grad_cam(model, layer, images, targets)), stretched(up))

    # It keeps no copy, so it cannot look at a bn3, which the block's addition overwrites.
    @pytest.mark.parametrize("layer", [layer for layer in LAYERS if not layer.endswith("bn3")])
    def test_pytorch_grad_cam(self, model: Any, images: torch.Tensor, layer: str) -> None:
        from pytorch_grad_cam import GradCAM
        from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

        oracle_model = without_inplace(model)
        with GradCAM(oracle_model, [oracle_model.get_submodule(layer)]) as oracle:
            theirs = oracle(images, [ClassifierOutputTarget(target) for target in TARGETS.tolist()])
        # Theirs is float32 and adds 1e-7 before it divides, twice.
        ours = stretched(grad_cam(model, layer, images, TARGETS)).float()
        assert_same(ours, stretched(torch.tensor(theirs)), 1e-4)


class TestIdentities:
    def test_at_the_last_stage_it_is_cam(self, model: Any, images: torch.Tensor) -> None:
        """Zhou et al. 2016, arXiv:1512.04150: the head's own weights applied at each place."""
        trunk = nn.Sequential(*list(model.children())[:-2])
        features = trunk(images)
        cam = torch.einsum("nchw,nc->nhw", features, model.fc.weight[TARGETS]).detach()
        places = features.shape[2] * features.shape[3]
        assert_same(class_evidence(model, "layer4", images, TARGETS), cam / places)

    def test_its_sum_and_the_bias_are_the_logit(self, model: Any, images: torch.Tensor) -> None:
        evidence = class_evidence(model, "layer4", images, TARGETS)
        logits = model(images)[range(3), TARGETS].detach()
        assert_same(evidence.sum((1, 2)) + model.fc.bias[TARGETS].detach(), logits)

    @pytest.mark.parametrize("layer", ["layer2", "layer4"])
    def test_a_batch_equals_its_images_one_by_one(self, model: Any, images: torch.Tensor, layer: str) -> None:
        one_by_one = [grad_cam(model, layer, images[i : i + 1], TARGETS[i : i + 1]) for i in range(3)]
        assert_same(grad_cam(model, layer, images, TARGETS), torch.cat(one_by_one))

    def test_a_blocks_shared_relu_counts_where_it_ran_last(self, model: Any, images: torch.Tensor) -> None:
        assert_same(grad_cam(model, "layer3.5.relu", images), grad_cam(model, "layer3", images))


class TestMaps:
    def test_size_range_and_no_graph(self, model: Any, images: torch.Tensor) -> None:
        maps = grad_cam(model.float(), "layer3", images.float())
        assert maps.shape == (3, 28, 21)
        assert maps.dtype == torch.float32
        assert maps.min() >= 0
        assert maps.amax((1, 2)).tolist() == [1] * 3
        assert not maps.requires_grad

    def test_targets_default_to_the_predicted_class(self, model: Any, images: torch.Tensor) -> None:
        predicted = model(images).argmax(1)
        default = grad_cam(model, "layer3", images)
        assert torch.equal(default, grad_cam(model, "layer3", images, predicted))
        assert torch.equal(default, grad_cam(model, "layer3", images, predicted.tolist()))
        assert not torch.allclose(default, grad_cam(model, "layer3", images, (predicted + 1) % 10), atol=0.05)

    def test_a_module_and_its_name_are_the_same(self, model: Any, images: torch.Tensor) -> None:
        named = grad_cam(model, "layer3.2.conv1", images)
        assert torch.equal(named, grad_cam(model, model.layer3[2].conv1, images))

    def test_zeros_where_nothing_speaks_for_the_class(self, model: Any, images: torch.Tensor) -> None:
        with torch.no_grad():
            model.fc.weight[0].abs_().neg_()  # features behind a ReLU can then only speak against class 0
        maps = grad_cam(model, "layer4", images, TARGETS)
        assert maps[1].tolist() == torch.zeros(28, 21).tolist()
        assert maps.amax((1, 2)).tolist() == [1, 0, 1]

    def test_zeros_where_the_layer_is_dead(self, model: Any, images: torch.Tensor) -> None:
        for tensor in (model.layer3[5].bn3.weight, model.layer3[5].bn3.bias):
            nn.init.zeros_(tensor)
        assert grad_cam(model, "layer3.5.bn3", images).count_nonzero() == 0

    def test_tiny_evidence_still_fills_the_range(self, model: Any, images: torch.Tensor) -> None:
        expected = grad_cam(model, "layer4", images, TARGETS)
        with torch.no_grad():
            model.fc.weight.mul_(1e-30)
        assert_same(grad_cam(model, "layer4", images, TARGETS), expected)

    @pytest.mark.parametrize("part", ["layer4.2.conv2", "layer4", "layer2", "fc"])
    def test_other_parameters_give_another_map(self, model: Any, images: torch.Tensor, part: str) -> None:
        """The sanity check of Adebayo et al. 2018, arXiv:1810.03292."""
        targets = model(images).argmax(1)
        before = grad_cam(model, "layer3", images, targets)
        for module in model.get_submodule(part).modules():
            if isinstance(module, nn.Conv2d | nn.Linear):
                module.reset_parameters()
        after = grad_cam(model, "layer3", images, targets)
        assert (before - after).abs().amax((1, 2)).min() > 0.01


def left_as_found(model: nn.Module) -> list[Any]:
    """All that a look at a model could leave behind."""
    seen: list[Any] = []
    for module in model.modules():
        seen += [module.training, len(module._forward_hooks), len(module._forward_pre_hooks)]
        seen += [len(module._backward_hooks), len(module._backward_pre_hooks)]
    for tensor in [*model.parameters(), *model.buffers()]:
        gradient = None if tensor.grad is None else tensor.grad.numpy().tobytes()
        seen += [tensor.detach().numpy().tobytes(), gradient]
        seen += [tensor.requires_grad, len(tensor._backward_hooks or ())]
    return seen


CIRCUMSTANCES: dict[str, Callable[[], Any]] = {
    "no_grad": torch.no_grad,
    "inference_mode": torch.inference_mode,
    "enable_grad": torch.enable_grad,
}


class TestLeavesNoTrace:
    @pytest.mark.parametrize("around", CIRCUMSTANCES)
    @pytest.mark.parametrize("frozen", [False, True])
    def test_whatever_the_callers_state(
        self, model: Any, images: torch.Tensor, around: str, frozen: bool
    ) -> None:
        expected = grad_cam(model, "layer2.1.bn2", images, TARGETS)
        model(images).sum().backward()  # a `.grad` that a training step is still to use
        model.train().layer2.eval()
        model.requires_grad_(not frozen)
        model.layer1.register_forward_hook(lambda *_: None)
        found, input_found = left_as_found(model), images.clone()
        with CIRCUMSTANCES[around]():
            maps = grad_cam(model, "layer2.1.bn2", images, TARGETS)
            assert torch.is_grad_enabled() == (around == "enable_grad")
        assert torch.equal(maps, expected)
        assert left_as_found(model) == found
        assert torch.equal(images, input_found)
        assert images.grad is None
        assert not images.requires_grad

    def test_images_made_in_inference_mode(self, model: Any, images: torch.Tensor) -> None:
        with torch.inference_mode():
            maps = grad_cam(model, "layer3", images * 1)
        assert torch.equal(maps, grad_cam(model, "layer3", images))

    @pytest.mark.parametrize(
        ("layer", "targets", "sentence"),
        [
            ("layer5", None, "no layer 'layer5'. Did you mean: layer"),
            ("fc", None, r"'fc' puts out \(3, 10\)"),
            ("avgpool", None, "'avgpool' is 1x1 for images of 28x21"),
            ("spare", None, "'spare' has no part in the logits"),
            (nn.ReLU(), None, "no module of this model"),
            ("layer4", [0, 1], "one class per image: 2 for 3 images"),
            ("layer4", [0, 1, 10], "targets must be from 0 to 9.* and one is 10"),
            ("layer4", [0.0, 1.0, 2.0], "targets must be whole numbers"),
        ],
    )
    def test_errors_are_sentences_and_leave_no_trace(
        self, model: Any, images: torch.Tensor, layer: str | nn.Module, targets: Any, sentence: str
    ) -> None:
        model.spare = nn.ReLU()
        found = left_as_found(model.train())
        with pytest.raises(ValueError, match=sentence):
            grad_cam(model, layer, images, targets)
        assert left_as_found(model) == found

    def test_layer_whose_output_is_thrown_away_is_a_sentence(self, images: torch.Tensor) -> None:
        class Forgetful(nn.Sequential):
            def forward(self, x: torch.Tensor) -> torch.Tensor:
                self[0](x)
                return self[1](x).mean((2, 3))

        model = Forgetful(nn.Conv2d(3, 4, 3), nn.Conv2d(3, 4, 3)).double()
        for frozen in (False, True):
            with pytest.raises(ValueError, match="'0' has no part in the logits"):
                grad_cam(model.requires_grad_(not frozen), "0", images)

    def test_one_by_one_map_of_the_imagenet_stem_is_a_sentence(self, images: torch.Tensor) -> None:
        model = ResNet50(width=4, stem="imagenet").double()
        with pytest.raises(ValueError, match=r"1x1 for images of 20x20.*Choose an earlier layer"):
            grad_cam(model, "layer4", images[..., :20, :20])
        assert grad_cam(model, "layer2", images[..., :20, :20]).shape == (3, 20, 20)

    def test_images_of_another_shape_are_a_sentence(self, model: Any, images: torch.Tensor) -> None:
        with pytest.raises(ValueError, match=r"images\.unsqueeze\(0\)"):
            grad_cam(model, "layer4", images[0])


class TestShowGradcamGrid:
    def test_each_image_beside_its_map(self, model: Any, images: torch.Tensor) -> None:
        with torch.no_grad():
            model.fc.weight[0].abs_().neg_()
        probabilities = model(images).softmax(1)
        maps = grad_cam(model, "layer4", images, TARGETS)
        found = left_as_found(model.train())
        figure = show_gradcam_grid(model, "layer4", images, CLASSES, TARGETS)
        assert left_as_found(model) == found
        assert len(figure.axes) == 6
        for index, (photo, overlay) in enumerate(zip(figure.axes[::2], figure.axes[1::2], strict=True)):
            share, predicted = probabilities[index].max(0)
            assert photo.get_title() == f"predicted\nclass {predicted} {share:.0%}"
            assert overlay.get_title() == f"speaks for\nclass {TARGETS[index]}"
            torch.testing.assert_close(torch.tensor(overlay.images[1].get_array()), maps[index])
        assert [text.get_text() for panel in figure.axes for text in panel.texts] == ["nothing"]

    def test_explains_the_prediction_unless_told_otherwise(self, model: Any, images: torch.Tensor) -> None:
        titles = [panel.get_title() for panel in show_gradcam_grid(model, model.layer3, images, CLASSES).axes]
        for photo, overlay in zip(titles[::2], titles[1::2], strict=True):
            assert photo.split("\n")[1].startswith(overlay.split("\n")[1] + " ")

    def test_bad_input_is_a_sentence(self, model: Any, images: torch.Tensor) -> None:
        with pytest.raises(ValueError, match="the model has 10, and the names are 3"):
            show_gradcam_grid(model, "layer4", images, ["a", "b", "c"])
        with pytest.raises(ValueError, match="at least one image"):
            show_gradcam_grid(model, "layer4", images[:0], CLASSES)
        with pytest.raises(ValueError, match="one class per image"):
            show_gradcam_grid(model, "layer4", images, CLASSES, [1])
