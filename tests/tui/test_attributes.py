"""Our widgets keep nothing under a private name that Textual's own code uses: it would stop without a word."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import textwrap
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

import tui

if TYPE_CHECKING:
    from collections.abc import Iterator


def our_pumps() -> Iterator[type[MessagePump]]:
    """Every widget, screen and application of the project."""
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.endswith("__main__"):
            for _, found in inspect.getmembers(import_module(module.name), inspect.isclass):
                if found.__module__ == module.name and issubclass(found, MessagePump):
                    yield found


def set_on_self(pump: type[MessagePump]) -> set[str]:
    """The private attributes that the class's own methods set."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(pump)))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and node.attr.startswith("_")
    }


@pytest.mark.parametrize("pump", sorted(our_pumps(), key=str), ids=lambda pump: pump.__name__)
def test_no_attribute_of_ours_is_one_of_textuals(pump: type[MessagePump]) -> None:
    base = next(kind for kind in (App, Screen, Widget, MessagePump) if issubclass(pump, kind))
    made: MessagePump = base()
    theirs = {name for name in (*vars(made), *dir(base)) if name.startswith("_")}
    assert not set_on_self(pump) & theirs


def test_the_check_sees_what_it_is_for() -> None:
    class Stops(Widget):
        def __init__(self) -> None:
            super().__init__()
            self._running = False

    assert set_on_self(Stops) == {"_running"}
    assert "_running" in vars(Widget())
