"""Predictions, the confusion matrix against scikit-learn and torchmetrics, and the figures of lesson 09."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from matplotlib.figure import Figure
from torch import nn

from resnet_ref.evaluation import (
    collect_predictions,
    confusion_matrix,
    most_confused,
    plot_confusion_matrix,
    visualize_test_predictions,
)

Batch = tuple[torch.Tensor, torch.Tensor]
CLASSES = ["ant", "bee", "cow", "dog", "elk"]
K = len(CLASSES)


@pytest.fixture
def model() -> nn.Module:
    """In train mode, with layers to which that matters: BatchNorm, in one place kept in eval mode, and dropout."""
    torch.manual_seed(0)
    body = [nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout(), nn.AdaptiveAvgPool2d(1)]
    frozen, head = nn.BatchNorm1d(8), nn.Linear(8, K)
    nn.init.normal_(head.weight, std=7)  # so that all classes are predicted
    net = nn.Sequential(*body, nn.Flatten(), frozen, head).train()
    frozen.eval()
    return net


@pytest.fixture
def data() -> Batch:
    generator = torch.Generator().manual_seed(1)
    return torch.randn(23, 3, 7, 5, generator=generator), torch.randint(K, (23,), generator=generator)


def batches(data: Batch, size: int) -> list[Batch]:
    return list(zip(data[0].split(size), data[1].split(size), strict=True))


def state(model: nn.Module) -> tuple[list[bool], dict[str, torch.Tensor]]:
    tensors = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    return [module.training for module in model.modules()], tensors


def assert_state(model: nn.Module, found: tuple[list[bool], dict[str, torch.Tensor]]) -> None:
    modes, tensors = state(model)
    assert modes == found[0]
    torch.testing.assert_close(tensors, found[1], rtol=0, atol=0)


def failing_loader(data: Batch) -> Iterator[Batch]:
    yield data
    raise OSError("the disk is gone")


class TestCollectPredictions:
    @pytest.mark.parametrize("size", [1, 10, 23])
    def test_is_the_whole_set_in_eval_mode_whatever_the_batches(
        self, model: nn.Module, data: Batch, size: int
    ) -> None:
        found = state(model)
        targets, predictions, probabilities = collect_predictions(model, batches(data, size))
        assert_state(model, found)
        logits = model.eval()(data[0])
        assert torch.equal(targets, data[1])
        assert torch.equal(predictions, logits.argmax(1))
        torch.testing.assert_close(probabilities, logits.softmax(1).detach())
        assert predictions.unique().numel() > 2
        assert predictions.dtype == torch.int64
        assert probabilities.dtype == torch.float32
        assert not probabilities.requires_grad

    def test_half_precision_logits_still_give_probabilities_that_sum_to_one(
        self, model: nn.Module, data: Batch
    ) -> None:
        _, _, probabilities = collect_predictions(model.bfloat16(), [(data[0].bfloat16(), data[1])])
        torch.testing.assert_close(probabilities.sum(1), torch.ones(23))

    def test_prediction_is_the_largest_logit_where_probabilities_tie(self) -> None:
        logits = torch.tensor([[0.0, 1e-9]])
        assert logits.softmax(1).tolist() == [[0.5, 0.5]]
        targets, predictions, _ = collect_predictions(nn.Identity(), [(logits, torch.tensor([0]))])
        assert predictions.tolist() == [1]
        assert targets.tolist() == [0]

    def test_modes_are_restored_after_an_error(self, model: nn.Module, data: Batch) -> None:
        found = state(model)
        with pytest.raises(OSError, match="the disk is gone"):
            collect_predictions(model, failing_loader(data))
        assert_state(model, found)

    def test_empty_loader_is_a_sentence(self, model: nn.Module) -> None:
        with pytest.raises(ValueError, match="gives no batches"):
            collect_predictions(model, [])


class TestConfusionMatrix:
    @pytest.mark.parametrize("seed", range(3))
    @pytest.mark.parametrize("classes", [2, 5, 10])
    def test_agrees_with_scikit_learn_and_torchmetrics(self, seed: int, classes: int) -> None:
        # Both take seconds to import, which no other process of the tests should wait for.
        import sklearn.metrics
        from torchmetrics.functional.classification import multiclass_confusion_matrix

        generator = torch.Generator().manual_seed(seed)
        # Few images, so that for ten classes some do not occur.
        true, predicted = torch.randint(classes, (2, 12), generator=generator)
        counts = confusion_matrix(true, predicted, classes)
        assert counts.dtype == torch.int64
        assert counts.tolist() == (
            sklearn.metrics.confusion_matrix(true, predicted, labels=range(classes)).tolist()
        )
        assert torch.equal(counts, multiclass_confusion_matrix(predicted, true, classes))
        rates = confusion_matrix(true, predicted, classes, normalize=True)
        theirs = sklearn.metrics.confusion_matrix(true, predicted, labels=range(classes), normalize="true")
        torch.testing.assert_close(rates, torch.tensor(theirs).float())
        absent = counts.sum(1) == 0
        assert absent.any() or classes < 10
        torch.testing.assert_close(rates.sum(1), (~absent).float())

    def test_rows_are_true_classes(self) -> None:
        assert confusion_matrix([0, 0, 2], [1, 1, 2], 3).tolist() == [[0, 2, 0], [0, 0, 0], [0, 0, 1]]

    def test_no_images_is_a_matrix_of_zeros(self) -> None:
        for normalize in (False, True):
            assert confusion_matrix([], [], 2, normalize).tolist() == [[0, 0], [0, 0]]

    @pytest.mark.parametrize(
        ("targets", "predictions", "sentence"),
        [
            ([0, 1], [0, 1, 2], "2 targets for 3 predictions"),
            ([0, 3], [0, 1], "targets must be from 0 to 2.* and one is 3"),
            ([0, 1], [0, -1], "predictions must be from 0 to 2.* and one is -1"),
            ([0, 1], [[0.1, 0.9, 0], [1, 0, 0]], r"predictions must be class numbers.*\.argmax\(1\)"),
            ([0, 1], [0.0, 1.0], r"predictions must be whole numbers.*\.long\(\)"),
            ([True, False], [0, 1], "targets must be whole numbers"),
        ],
    )
    def test_bad_input_is_a_sentence(self, targets: list[int], predictions: list[int], sentence: str) -> None:
        with pytest.raises(ValueError, match=sentence):
            confusion_matrix(targets, predictions, 3)


class TestMostConfused:
    def test_is_the_sorted_off_diagonal(self) -> None:
        matrix = torch.rand(6, 6, generator=torch.Generator().manual_seed(0)) + 5 * torch.eye(6)
        before = matrix.clone()
        rows = most_confused(matrix, 30)
        assert torch.equal(matrix, before)
        assert len({(true, predicted) for true, predicted, _ in rows}) == 30
        assert all(true != predicted for true, predicted, _ in rows)
        assert all(rate == matrix[true, predicted] for true, predicted, rate in rows)
        rates = [rate for _, _, rate in rows]
        assert rates == sorted(rates, reverse=True)
        assert most_confused(matrix, 4) == rows[:4]
        assert most_confused(matrix, 1000) == rows

    def test_ties_come_in_reading_order(self) -> None:
        matrix = torch.tensor([[9, 1, 2], [2, 9, 1], [1, 2, 9]])
        assert [row[:2] for row in most_confused(matrix, 6)] == [
            (0, 2),
            (1, 0),
            (2, 1),
            (0, 1),
            (1, 2),
            (2, 0),
        ]

    def test_types_are_pythons(self) -> None:
        assert [type(value) for value in most_confused(torch.tensor([[1, 2], [3, 4]]), 1)[0]] == [
            int,
            int,
            float,
        ]

    def test_bad_input_is_a_sentence(self) -> None:
        with pytest.raises(ValueError, match="k must be a whole number of at least 1"):
            most_confused(torch.eye(3), 0)
        with pytest.raises(ValueError, match=r"takes a confusion matrix \[K, K\]"):
            most_confused(torch.zeros(3, 2), 1)


def titles(figure: Figure) -> list[str]:
    return [panel.get_title() for panel in figure.axes]


class TestVisualizeTestPredictions:
    def test_every_verdict_is_written_and_true(self, model: nn.Module, data: Batch) -> None:
        found = state(model)
        figure = visualize_test_predictions(model, batches(data, 5), CLASSES, n=12)
        assert_state(model, found)
        targets, predictions, probabilities = collect_predictions(model, batches(data, 5))
        assert len(titles(figure)) == 12
        right = 0
        for title, target, prediction, row in zip(
            titles(figure), targets, predictions, probabilities, strict=False
        ):
            assert f"{CLASSES[prediction]} {row[prediction]:.0%}" in title
            assert ("✓" in title, "✗" in title) == (target == prediction, target != prediction)
            assert (f"is {CLASSES[target]}" in title) == (target != prediction)
            right += int(target == prediction)
        assert 0 < right < 12
        assert figure.get_suptitle() == f"{right} of 12 right"

    def test_only_errors_shows_errors_and_all_of_them_if_few(self, model: nn.Module, data: Batch) -> None:
        targets, predictions, _ = collect_predictions(model, batches(data, 5))
        wrong = int((targets != predictions).sum())
        assert 3 < wrong < 23
        figure = visualize_test_predictions(model, batches(data, 5), CLASSES, n=100, only_errors=True)
        assert len(titles(figure)) == wrong
        assert all("✗" in title for title in titles(figure))
        assert figure.get_suptitle() == f"Errors: {wrong} among all 23 images"
        few = visualize_test_predictions(model, batches(data, 5), CLASSES, 3, True)
        assert titles(few) == titles(figure)[:3]
        assert few.get_suptitle() == "Errors: the first 3"

    def test_no_errors_is_said(self, model: nn.Module, data: Batch) -> None:
        predictions = model.eval()(data[0]).argmax(1)
        figure = visualize_test_predictions(model, [(data[0], predictions)], CLASSES, only_errors=True)
        assert figure.get_suptitle() == "Errors: none among all 23 images"

    def test_reads_no_more_batches_than_it_shows(self, model: nn.Module, data: Batch) -> None:
        visualize_test_predictions(model, failing_loader(data), CLASSES, n=23)  # a second batch would raise

    def test_bad_input_is_a_sentence(self, model: nn.Module, data: Batch) -> None:
        found = state(model)
        with pytest.raises(ValueError, match="gives no batches"):
            visualize_test_predictions(model, [], CLASSES)
        with pytest.raises(ValueError, match="the model has 5, and the names are 4"):
            visualize_test_predictions(model, [data], CLASSES[:4])
        with pytest.raises(ValueError, match="n must be a whole number"):
            visualize_test_predictions(model, [data], CLASSES, n=0)
        assert_state(model, found)


class TestPlotConfusionMatrix:
    @pytest.mark.parametrize("normalize", [False, True])
    def test_writes_the_matrix(self, normalize: bool) -> None:
        true, predicted = [0, 0, 0, 1, 4, 4], [0, 1, 1, 1, 4, 0]
        panel = plot_confusion_matrix(true, predicted, CLASSES, normalize).axes[0]
        written = {tuple(map(int, text.get_position())): text.get_text() for text in panel.texts}
        rates = {(0, 0): "33%", (1, 0): "67%", (1, 1): "100%", (4, 4): "50%", (0, 4): "50%"}
        counts = {(0, 0): "1", (1, 0): "2", (1, 1): "1", (4, 4): "1", (0, 4): "1"}
        assert written == (rates if normalize else counts)  # x is the predicted class, y the true one
        assert [label.get_text() for label in panel.get_yticklabels()] == CLASSES
        assert (panel.get_xlabel(), panel.get_ylabel()) == ("predicted class", "true class")
        assert panel.get_title() == "6 images, 50.0% right"

    def test_more_classes_than_names_is_a_sentence(self) -> None:
        with pytest.raises(ValueError, match="from 0 to 4"):
            plot_confusion_matrix([0, 5], [0, 1], CLASSES)
