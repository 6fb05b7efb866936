"""What to know after leaving the cockpit, said in the shell when the screen is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.endpointlist import in_book
from core.endpointmeter import parting_words
from core.errors import RunBookError
from core.interrupted import is_open
from tui.background import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.runs import Record, RunBook


def parting_note(book: RunBook) -> str:
    """Which jobs go on, how to come back, and which endpoints go on costing money; or why that is not known.

    Args:
        book: with the jobs and endpoints.
    """
    try:
        unended, costs = book.jobs(unended=True), parting_words(in_book(book))
    except RunBookError as error:
        return f"Jobs and endpoints go on as they are. {sentence(error)}"
    launches = [record for record in unended if is_open(record)]
    running = [record for record in unended if not is_open(record)]
    said = []
    if running:
        said.append(f"{_names(running)}: still running.")
    if launches:
        verb = "goes" if len(launches) == 1 else "go"
        noun = "the launch" if len(launches) == 1 else "their launches"
        said.append(f"{_names(launches)}: {noun} {verb} on when trainscope starts again.")
    said += ["Come back with: trainscope"] if said else []
    return " ".join(filter(None, [*said, costs]))


def _names(records: Sequence[Record]) -> str:
    more = f" and {len(records) - 3} more" if len(records) > 3 else ""
    return ", ".join(record.key.name for record in records[:3]) + more
