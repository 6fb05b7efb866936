"""The order for a photo reaches the process that carries it out."""

from __future__ import annotations

import pytest

from core.dataset.judge import Limits
from core.picture import Sight
from tui.graphics.order import Order


@pytest.mark.parametrize(
    "order",
    [
        Order("/photos", "a/b.jpg"),
        Order("/ph otos", "-ä/\udcff'\n.jpg", ascii_only=True),
        Order("/photos", "a.png", Sight(Limits(32, 48, None), gray=True)),
        Order("/photos", "a.png", Sight(Limits(32, 48, 256))),
    ],
)
def test_an_order_is_read_as_it_was_given(order: Order) -> None:
    said = order.command()[-1]
    assert said.isascii()
    assert Order.read(said) == order
