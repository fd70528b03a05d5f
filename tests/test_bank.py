"""The judge's own test: every known mistake is rejected by its name, every honest style passes, every stub is zero."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from passed_before import skip_if_passed_before
from remembering import remember

from autograder.course.catalogue import CatalogueError, Exercise, find_exercise, lessons
from autograder.judge.bank import (
    FOLDER,
    Misconception,
    Stub,
    alternatives,
    execute,
    implementation,
    misconceptions,
    read_misconceptions,
    read_stubs,
    stubs,
)
from autograder.judge.exercises import judge_exercise
from autograder.judge.in_process import InProcess, reference
from autograder.judge.suites import checks_of
from autograder.outcomes import Outcome

# Checks of answers that alone may cost less than half of the points, and why; so may every check of manners. Whatever
# else a known mistake fails is on ordinary input, and then it keeps at most half.
UNUSUAL = {
    "01.channel_statistics.views": "views of other tensors",
    "01.channel_statistics.little_contrast": "images of next to one level",
    "01.loaders.nobody_aside": "a share of 0",
    "02.conv2d.convolved_views": "tensors that are laid out otherwise in memory",
    "02.batchnorm.batchnorm_gradients": "gradients, where the values are right",
    "02.batchnorm.fresh": "what a layer starts from",
    "03.blocks.plain_training": "gradients, where the values are right",
    "03.blocks.residual_training": "gradients, where the values are right",
    "03.gradient_norms.norms_otherwise": "a net in eval mode, a single image",
    "03.gradient_norms.large_logits": "logits of thousands",
    "03.gradient_norms.gradients_from_before": "gradients that are there already",
    "04.identity_block.gradients": "gradients, where the values are right",
    "04.identity_block.running_statistics": "statistics, where the values are right",
    "05.convolutional_block.output_default_stride": "a default",
    "05.convolutional_block.gradients": "gradients, where the values are right",
    "05.convolutional_block.running_statistics": "statistics, where the values are right",
    "06.make_stage.stage_output_one_block": "a stage that no ResNet has",
    "06.make_stage.stage_training": "gradients and train mode, where the values are right",
    "06.resnet50.logits_imagenet_stem": "an option: the course trains with the other stem",
    "06.resnet50.training": "gradients and train mode, where the values are right",
    "07.topk.ks_in_any_order": "ks out of order",
    "07.topk.k_beyond_the_classes": "fewer classes than guesses",
    "07.train_epoch.training_on_parts": "loaders that leave samples out",
    "07.train_epoch.training_on_iterables": "batches without a DataLoader",
    "07.train_epoch.leftover_gradients": "gradients that are there already",
    "07.evaluate.evaluation_on_parts": "loaders that leave samples out",
    "07.evaluate.evaluation_on_iterables": "batches without a DataLoader",
    "07.evaluate.few_classes": "fewer classes than guesses",
    "08.parameter_groups.other_layers": "layers that no ResNet has",
    "08.parameter_groups.other_optimizers": "optimizers with settings of their own",
    "08.warmup_cosine.no_warmup": "no warm-up",
    "08.label_smoothing.no_smoothing": "no smoothing",
    "08.label_smoothing.smoothed_gradient": "gradients, where the values are right",
    "08.label_smoothing.extreme_logits": "logits of thousands",
    "09.collect_predictions.other_loaders": "loaders that leave images out, batches without a DataLoader",
    "09.confusion_matrix.absent_classes": "classes that never occur",
    "09.confusion_matrix.normalised_absent_classes": "classes that never occur",
    "09.most_confused.more_than_there_are": "more pairs than there are",
    "09.most_confused.zeros_and_ties": "pairs that never occur, or equally often",
    "09.show.only_errors": "an option of one of two figures",
    "09.show.at_most_n": "an option of one of two figures",
    "09.show.plot": "one of two figures",
    "10.capture_activations.copies": "what happens to the copies later",
    "10.capture_activations.no_hook_left": "manners",
    "10.capture_activations.no_hook_left_after_an_error": "manners",
    "10.normalise.constant_channel": "a constant channel",
    "10.show.feature_maps": "one of three figures",
    "10.show.filters": "one of three figures",
    "10.show.histograms": "one of three figures",
    "11.gradcam.nothing_speaks_for_it": "a class that nothing speaks for",
    "11.gradcam.before_inplace_relu": "a layer before an in-place ReLU",
    "11.gradcam.train_mode": "a network in train mode",
    "11.gradcam.frozen": "a frozen network",
    "11.show.single_image": "a single image",
    "12.resnet.block_gradients": "gradients, where the values are right",
    "12.resnet.network_gradients": "gradients, where the values are right",
}

# One seed at every change, five in all with `make test-slow`.
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))]


@pytest.fixture(autouse=True)
def every_question_once(monkeypatch: pytest.MonkeyPatch) -> None:
    remember(monkeypatch)


def case(exercise: str, name: str, *values: Any) -> Any:
    """Parameters of a test, with an id like 04.identity_block-no_shortcut, so that `-k 04.` picks a lesson."""
    return pytest.param(*values, id=f"{exercise}-{name}" if name else exercise)


EXERCISES = [exercise for lesson in lessons() for exercise in lesson.exercises]
EACH = [case(e.id, "", e) for e in EXERCISES]
WRONG = [case(e.id, wrong.id, wrong) for e in EXERCISES for wrong in misconceptions(e.id)]
STUBS = [case(e.id, stub.name, e, stub) for e in EXERCISES for stub in stubs(e.id)]
RIGHT = [case(e.id, path.stem, e, path) for e in EXERCISES for path in alternatives(e.id)]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("seed", SEEDS)
def test_misconception_is_rejected_with_its_own_name(wrong: Misconception, seed: int) -> None:
    exercise = find_exercise(wrong.exercise)[1]
    if seed == 0:
        skip_if_passed_before(exercise)
    result = judge_exercise(exercise, implementation(wrong), seed * 1000)
    stopped = [check for check in result.checks if check.outcome is not Outcome.PASSED]
    assert result.score < result.max_score
    assert stopped
    assert {check.diagnosis.misconception for check in stopped if check.diagnosis} == {wrong.id}
    manners = {check.id for check in checks_of(wrong.exercise) if check.supports}
    if any(check.id not in UNUSUAL and check.id not in manners for check in stopped):
        assert result.score <= result.max_score / 2 + 0.005, "wrong on ordinary input: it keeps too much"


def test_what_may_cost_less_than_half_is_a_check_of_answers() -> None:
    answers = {check.id for e in EXERCISES for check in checks_of(e.id) if not check.supports}
    assert set(UNUSUAL) <= answers


@pytest.mark.parametrize(
    "seeds", [range(2), pytest.param(range(2, 20), marks=pytest.mark.slow)], ids=["", "more"]
)
@pytest.mark.parametrize(("exercise", "path"), RIGHT)
def test_other_styles_get_full_marks(exercise: Exercise, path: Path, seeds: range) -> None:
    if 0 in seeds:
        skip_if_passed_before(exercise)
    names = execute(path.read_text(encoding="utf-8"), str(path))
    for seed in seeds:
        result = judge_exercise(exercise, InProcess(names), seed * 1000)
        stopped = [
            (check.id, check.diagnosis) for check in result.checks if check.outcome is not Outcome.PASSED
        ]
        assert not stopped, f"seed {seed}: {stopped}"
        assert result.score == result.max_score


@pytest.mark.parametrize("exercise", EACH)
def test_the_reference_gets_full_marks(exercise: Exercise) -> None:
    skip_if_passed_before(exercise)
    assert judge_exercise(exercise, reference(exercise.reference), 0).full


@pytest.mark.parametrize("exercise", EACH)
def test_nothing_written_is_zero_and_says_so(exercise: Exercise) -> None:
    skip_if_passed_before(exercise)
    result = judge_exercise(exercise, InProcess({}), 0)
    assert result.score == 0
    assert {check.outcome for check in result.checks} == {Outcome.NOT_WRITTEN}


@pytest.mark.parametrize(("exercise", "stub"), STUBS)
@pytest.mark.parametrize("seed", SEEDS)
def test_stubs_score_zero(exercise: Exercise, stub: Stub, seed: int) -> None:
    if seed == 0:
        skip_if_passed_before(exercise)
    student = InProcess(execute(stub.source, f"<{stub.name}>"))
    result = judge_exercise(exercise, student, seed * 1000)
    assert result.score == 0
    assert Outcome.INTERNAL not in {check.outcome for check in result.checks}


def test_a_mistake_that_nobody_foresaw_is_described_and_not_guessed() -> None:
    source = (
        (FOLDER / "04.identity_block" / "sequential_branch.py")
        .read_text()
        .replace("shortcut + self.branch(x)", "shortcut + 1.01 * self.branch(x)")
    )
    result = judge_exercise(
        find_exercise("04.identity_block")[1], InProcess(execute(source, "<unforeseen>")), 0
    )
    output = result.checks[0]
    assert output.outcome is Outcome.FAILED
    assert output.diagnosis is not None
    assert output.diagnosis.misconception is None
    assert "Every layer is right up to the addition" in output.diagnosis.saw


GOOD = """
[[misconception]]
id = "no_shortcut"
cause = "the input is never added."
question = "What comes out?"
reread = '"Why add the input"'
base = "identity_block"
edits = [["        out += x\\n", ""]]
"""

BAD = {
    "not TOML": ("[[misconception", r"not TOML with \[\[misconception\]\]"),
    "no misconception": ("", "not TOML with"),
    "no question": (
        GOOD.replace('question = "What comes out?"\n', ""),
        "'no_shortcut' needs 'question'. Add it",
    ),
    "no question in it": (GOOD.replace("What comes out?", "So."), "'question' that says .* ends in '\\?'"),
    "unknown key": (
        GOOD + 'mood = "good"',
        "'mood', which means nothing here. Known are: id, cause, question",
    ),
    "no cause in it": (GOOD.replace("the input is never added.", ""), "'cause' that says something and ends"),
    "half a pair": (GOOD.replace(', ""]', "]"), r"needs 'edits\[0\]' to be a list of length 2; it has 1"),
    "text for an edit": (
        GOOD.replace('[["        out += x\\n", ""]]', '["out"]'),
        r"needs 'edits\[0\]' to be a list",
    ),
    "a number in a pair": (GOOD.replace('""]]', "1]]"), r"needs 'edits\[0\]\[1\]' to be text"),
    "no edit": (
        GOOD.replace('[["        out += x\\n", ""]]', "[]"),
        "needs a 'base' and 'edits', a list of pairs",
    ),
    "edits and a file": (GOOD + 'file = "no_shortcut"', "has a 'file', and a 'base' or 'edits' besides"),
    "nothing to reread": (GOOD.replace("'\"Why add the input\"'", '" "'), "needs a 'reread'"),
    "one twice": (GOOD + GOOD, "'no_shortcut' stands there twice"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_a_broken_file_of_misconceptions_says_where(text: str, said: str) -> None:
    assert read_misconceptions(GOOD, "04.identity_block")[0].exercise == "04.identity_block"
    with pytest.raises(CatalogueError, match=f"^bank/04.identity_block/misconceptions.toml.*{said}"):
        read_misconceptions(text, "04.identity_block")


GOOD_STUBS = """
begin = "import torch"
[behaviour]
nothing = "return None"
[[exercise]]
id = "04.identity_block"
form = "def block(x):\\n    ...\\n"
does = ["nothing"]
[exercise.body]
zeros = "y = 0 * x\\nreturn y"
"""

BAD_STUBS = {
    "no such behaviour": (
        GOOD_STUBS.replace('["nothing"]', '["noting"]'),
        "does 'noting', .* Known are: nothing",
    ),
    "nowhere to stand": (GOOD_STUBS.replace("...", "pass"), "'04.identity_block' needs a 'form' with a line"),
    "no code": (GOOD_STUBS.replace('"y = 0 * x\\nreturn y"', "0"), "needs 'body' to be text"),
    "unknown key": (GOOD_STUBS.replace("does", "do"), "'do', which means nothing here"),
}


@pytest.mark.parametrize(("text", "said"), BAD_STUBS.values(), ids=BAD_STUBS)
def test_a_broken_table_of_stubs_says_where(text: str, said: str) -> None:
    with pytest.raises(CatalogueError, match=said):
        read_stubs(text)


def test_a_stub_is_its_behaviour_in_the_exercises_form() -> None:
    nothing, zeros = read_stubs(GOOD_STUBS)["04.identity_block"]
    assert (nothing.name, zeros.name) == ("nothing", "zeros")
    assert execute(nothing.source, "")["block"](3) is None
    assert execute(zeros.source, "")["block"](3) == 0


def test_every_exercise_has_mistakes_other_styles_and_stubs() -> None:
    for exercise in EXERCISES:
        assert misconceptions(exercise.id), exercise.id
        assert alternatives(exercise.id), exercise.id
        assert stubs(exercise.id), exercise.id
    assert {path.name for path in FOLDER.iterdir()} == {e.id for e in EXERCISES} | {"stubs.toml"}


def test_reread_names_a_heading_of_the_lesson() -> None:
    masters = {
        path.name[:2]: path.read_text("utf-8") for path in (ROOT / "solutions").glob("*/[0-9][0-9]_*.py")
    }
    for lesson in lessons():
        rereads = [m.reread for e in lesson.exercises for m in misconceptions(e.id)]
        rereads += [check.reread for e in lesson.exercises for check in checks_of(e.id)]
        for reread in rereads:
            named_headings = re.findall(r'(?:^|; |lesson (\d\d), )"([^"]+)"', reread)
            assert named_headings, reread
            for number, heading in named_headings:
                prose = masters[number or lesson.name[:2]]
                assert any(line.lstrip("# ").strip() == heading for line in prose.splitlines()), (
                    f"{lesson.name}: {reread}"
                )


def test_an_edit_that_no_longer_fits_the_reference_is_refused() -> None:
    (stale,) = read_misconceptions(GOOD.replace("out += x", "no such text"), "04.identity_block")
    with pytest.raises(ValueError, match="stands 0 times"):
        stale.source()
