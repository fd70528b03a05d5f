"""What lesson 10 shows is what the network computed, and looking leaves no trace in it."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from resnet_ref.inspection import (
    capture_activations,
    normalize_for_display,
    plot_weight_histograms,
    show_feature_maps,
    show_first_conv_filters,
)
from resnet_ref.network import ResNet50, initialize_weights


@pytest.fixture(scope="module")
def images() -> torch.Tensor:
    return torch.randn(2, 3, 17, 13, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def model() -> Any:
    torch.manual_seed(0)
    return ResNet50(width=2).eval()


def hooks(model: nn.Module) -> int:
    return sum(len(module._forward_hooks) for module in model.modules())


class TestCaptureActivations:
    def test_is_what_the_layers_put_out(self, model: Any, images: torch.Tensor) -> None:
        names = ["layer4.2.conv3", "conv1", "layer1"]
        with capture_activations(model, names) as activations:
            assert activations == {}
            logits = model(images)
        assert set(activations) == set(names)
        stem = model.conv1(images)
        torch.testing.assert_close(activations["conv1"], stem.detach())
        torch.testing.assert_close(activations["layer1"], model.layer1(model.bn1(stem).relu()).detach())
        assert logits.requires_grad
        assert not any(activation.requires_grad for activation in activations.values())

    def test_copy_from_before_an_in_place_relu(self, model: Any, images: torch.Tensor) -> None:
        assert model.relu.inplace
        with capture_activations(model, ["bn1"]) as activations:
            model(images)
        torch.testing.assert_close(activations["bn1"], model.bn1(model.conv1(images)).detach())
        assert (activations["bn1"] < 0).any()

    def test_looking_changes_neither_output_nor_gradients(self, model: Any, images: torch.Tensor) -> None:
        expected = torch.autograd.grad(model(images).sum(), model.conv1.weight)
        with capture_activations(model, [name for name, _ in model.named_modules() if name]):
            seen = torch.autograd.grad(model(images).sum(), model.conv1.weight)
        assert torch.equal(seen[0], expected[0])

    def test_latest_pass_counts(self, model: Any, images: torch.Tensor) -> None:
        with capture_activations(model, ["layer2"]) as activations:
            model(images)
            first = activations["layer2"]
            model(images[:1])
        assert len(first) == 2
        assert len(activations["layer2"]) == 1

    def test_only_its_own_hooks_are_gone_afterwards(self, model: Any, images: torch.Tensor) -> None:
        model.layer1.register_forward_hook(lambda *_: None)
        with capture_activations(model, ["layer1", "fc"]) as activations:
            assert hooks(model) == 3
        assert hooks(model) == 1
        model(images)
        assert activations == {}

    def test_hooks_are_gone_after_an_error(self, model: Any) -> None:
        with pytest.raises(ValueError, match="takes a batch"), capture_activations(model, ["layer1"]):
            model(torch.zeros(3))
        assert hooks(model) == 0

    def test_unknown_name_is_a_sentence_with_near_matches(self, model: Any) -> None:
        with (
            pytest.raises(ValueError, match=r"no layer 'layer5'\. Did you mean: layer"),
            capture_activations(model, ["conv1", "layer5"]),
        ):
            pass
        assert hooks(model) == 0

    def test_one_string_is_no_list(self, model: Any) -> None:
        with pytest.raises(TypeError, match=r"write \['layer1'\]"), capture_activations(model, "layer1"):
            pass

    def test_output_that_is_no_tensor_is_a_sentence(self) -> None:
        model = nn.Sequential(nn.LSTM(3, 4))
        with pytest.raises(TypeError, match="'0' puts out a tuple"), capture_activations(model, ["0"]):
            model(torch.zeros(2, 3))
        assert hooks(model) == 0

    def test_module_with_two_names_is_found_by_both(self) -> None:
        relu = nn.ReLU()
        with capture_activations(nn.Sequential(relu, nn.Sequential(relu)), ["0", "1.0"]) as activations:
            relu(torch.ones(1))
        assert set(activations) == {"0", "1.0"}


class TestNormalizeForDisplay:
    def test_each_channel_fills_its_own_range(self) -> None:
        tensor = torch.randn(4, 5, 3, generator=torch.Generator().manual_seed(0))
        tensor = tensor * torch.tensor([1e-6, 1, 30, 1e6]).view(4, 1, 1) + torch.tensor([0, 7, -90, 3]).view(
            4, 1, 1
        )
        before = tensor.clone()
        result = normalize_for_display(tensor)
        assert torch.equal(tensor, before)
        assert result.amin((1, 2)).tolist() == [0] * 4
        assert result.amax((1, 2)).tolist() == [1] * 4
        for channel, values in zip(result, tensor, strict=True):
            assert torch.equal(channel.flatten().argsort(), values.flatten().argsort())
            halfway = (values - values.min()) / (values.max() - values.min())
            torch.testing.assert_close(channel, halfway)

    @pytest.mark.parametrize("value", [0.0, 0.3, -5.0, 1e30])
    def test_constant_channel_is_zero_beside_one_that_is_not(self, value: float) -> None:
        result = normalize_for_display(
            torch.stack([torch.full((4, 4), value), torch.arange(16.0).view(4, 4)])
        )
        assert result[0].tolist() == torch.zeros(4, 4).tolist()
        assert result[1].max() == 1

    def test_whole_numbers_come_out_as_fractions(self) -> None:
        result = normalize_for_display(torch.tensor([[[0, 51, 255]]], dtype=torch.uint8))
        torch.testing.assert_close(result, torch.tensor([[[0, 0.2, 1]]]))

    def test_a_batch_is_a_sentence(self) -> None:
        with pytest.raises(ValueError, match=r"one tensor \[C, H, W\], and this is \(1, 3, 4, 4\)"):
            normalize_for_display(torch.zeros(1, 3, 4, 4))


class TestShowFeatureMaps:
    def test_shows_the_layers_channels_in_eval_mode(self, model: Any, images: torch.Tensor) -> None:
        with capture_activations(model, ["layer2"]) as activations:
            model(images)
        expected = normalize_for_display(activations["layer2"][1])
        statistics = model.bn1.running_mean.clone()
        figure = show_feature_maps(model.train(), images[1], "layer2", n=5)
        assert all(module.training for module in model.modules())
        assert torch.equal(model.bn1.running_mean, statistics)
        assert hooks(model) == 0
        assert len(figure.axes) == 6
        for panel, channel in zip(figure.axes[1:], expected, strict=False):
            torch.testing.assert_close(torch.tensor(panel.images[0].get_array()), channel)
        assert figure.get_suptitle() == "layer2: 5 of 16 channels, 9x7"

    def test_channels_without_contrast_say_so(self, images: torch.Tensor) -> None:
        conv = nn.Conv2d(3, 3, 1)
        nn.init.zeros_(conv.weight[1].detach())
        titles = [panel.get_title() for panel in show_feature_maps(nn.Sequential(conv), images[0], "0").axes]
        assert titles == ["image", "channel 0", "channel 1, constant", "channel 2"]

    @pytest.mark.parametrize(
        ("layer", "sentence"),
        [("layr3", "Did you mean: layer3"), ("fc", r"\(1, 10\), which is no map"), ("spare", "did not run")],
    )
    def test_bad_layer_is_a_sentence(
        self, model: Any, images: torch.Tensor, layer: str, sentence: str
    ) -> None:
        model.spare = nn.ReLU()
        with pytest.raises(ValueError, match=sentence):
            show_feature_maps(model, images[0], layer)

    def test_a_batch_is_a_sentence(self, model: Any, images: torch.Tensor) -> None:
        with pytest.raises(ValueError, match=r"pick one, as images\[0\]"):
            show_feature_maps(model, images, "layer1")


class TestShowFirstConvFilters:
    def test_shows_filters_in_their_own_colours(self) -> None:
        """A grey filter stays grey: its three colours share one scale."""
        first = nn.Conv2d(3, 5, 3)
        with torch.no_grad():
            first.weight[0] = torch.arange(9.0).view(3, 3) - 4
            first.weight[1] = torch.tensor([1.0, 0.5, -1]).view(3, 1, 1)
        figure = show_first_conv_filters(nn.Sequential(first, nn.Conv2d(5, 6, 3)), n=4)
        shown = [torch.tensor(panel.images[0].get_array()) for panel in figure.axes]
        assert [image.shape for image in shown] == [(3, 3, 3)] * 4
        torch.testing.assert_close(shown[0], (torch.arange(9.0).view(3, 3, 1) / 8).expand(3, 3, 3))
        torch.testing.assert_close(shown[1], torch.tensor([1, 0.75, 0]).expand(3, 3, 3))
        assert figure.get_suptitle().startswith("0: 4 of 5 filters, 3x3")

    @pytest.mark.parametrize(
        ("model", "sentence"),
        [
            (nn.Sequential(nn.Linear(3, 4)), "Sequential has no Conv2d"),
            (nn.Sequential(nn.Conv2d(1, 4, 3)), "'0' looks at 1 channels"),
        ],
    )
    def test_nothing_to_show_is_a_sentence(self, model: Any, sentence: str) -> None:
        with pytest.raises(ValueError, match=sentence):
            show_first_conv_filters(model)


class TestPlotWeightHistograms:
    def test_counts_every_weight_in_its_part(self, model: Any) -> None:
        initialize_weights(model)
        figure = plot_weight_histograms(model)
        names = [panel.get_title().split(":")[0] for panel in figure.axes]
        assert names == ["conv1", "layer1", "layer2", "layer3", "layer4", "fc"]
        for name, panel in zip(names, figure.axes, strict=True):
            weights = [
                m.weight for m in getattr(model, name).modules() if isinstance(m, nn.Conv2d | nn.Linear)
            ]
            assert sum(bar.get_height() for bar in panel.containers[0]) == sum(
                weight.numel() for weight in weights
            )
            assert f": {len(weights)} layer" in panel.get_title()

    def test_nothing_to_show_is_a_sentence(self) -> None:
        with pytest.raises(ValueError, match="has no convolution or linear layer"):
            plot_weight_histograms(nn.Sequential(nn.BatchNorm2d(3)))

    def test_weights_that_are_not_finite_are_a_sentence(self, model: Any) -> None:
        nn.init.constant_(model.layer3[1].conv2.weight, float("nan"))
        with pytest.raises(ValueError, match="'layer3' are NaN or infinite, so training has diverged"):
            plot_weight_histograms(model)
