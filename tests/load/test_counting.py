"""The count by hand finds what it is there to find."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.load.counting import Made, breaches

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)


def of(*acts: tuple[float, str, str]) -> list[Made]:
    """Contacts of one account: so many days after noon of the first, the channel, the result."""
    return [
        Made(number, number, 1, NOON + timedelta(days=day), channel, result)
        for number, (day, channel, result) in enumerate(acts, 1)
    ]


@pytest.mark.parametrize(
    ("acts", "found"),
    [
        ([(day, "call", "NA") for day in (0, 3, 6)], 0),
        ([(day, "call", "NA") for day in (0, 3, 6, 6)], 1),
        ([(day, "call", "reserved") for day in (0, 0, 0, 7)], 0),  # the seventh day back is out
        ([(day, "call", "reserved") for day in (0, 0, 0, 0)], 1),
        ([(0, "call", "LV"), (1, "call", "LV"), (4, "email", "EM")], 1),
        ([(0, "call", "LV"), (1, "call", "LV"), (5, "email", "EM")], 0),
        ([(0, "email", "EM"), (0.1, "email", "EM")], 1),
        ([(0, "call", "RPC-CB"), (0.1, "call", "NA")], 1),
        ([(0, "call", "RPC-CB"), (3, "call", "reserved")], 1),
        ([(0, "call", "RPC-CB"), (4, "call", "NA")], 0),
        ([(0, "call", "NA"), (0.1, "call", "RPC-CB")], 0),
        ([(0, "call", "IN"), (1, "call", "NA")], 1),
        ([(1, "call", "NA"), (0, "call", "IN")], 0),  # they rang first, which was heard of later
    ],
)
def test_what_is_a_breach(acts: list[tuple[float, str, str]], found: int) -> None:
    assert len(list(breaches(of(*acts)))) == found
