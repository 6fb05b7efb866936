"""A data set of augmented manifests in the cockpit: seen, reviewed and launched by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.aws.cockpit import launch, open_cockpit, open_review, words
from tests.aws.life import quick
from tests.aws.manifests import install

if TYPE_CHECKING:
    from pathlib import Path

    from tests.aws.account import Account


def test_manifests_are_launched_from_the_cockpit(home: Path, aws: Account) -> None:
    program = install(home, aws)
    program.age(quick([0.4, 0.55]))
    with open_cockpit(program) as terminal:
        terminal.wait_for("36 photos")
        terminal.wait_for(lambda screen: "insects" in screen and "ant" in screen)
        open_review(terminal)
        terminal.wait_for(lambda screen: "Pipe mode: photos are streamed" in words(screen))
        terminal.wait_for("insects/train.manifest")
        terminal.press("\x1b")
        name = launch(terminal)
        assert name.startswith("ic-insects-")
        terminal.wait_for("✓ Completed")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    modes = [each["InputMode"] for each in aws.jobs[name].request["InputDataConfig"]]
    assert modes == ["Pipe", "Pipe"]
