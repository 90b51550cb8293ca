"""An attempt without a result counts as a call that nobody answered does, in the gate and in the list."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collectrules.clock import moment_text
from collectrules.compliance.gate import Verdict, may
from collectrules.compliance.lists import blocked_accounts
from collectrules.compliance.results import RESERVED, results
from collectrules.policy.model import ContactLimit
from tests.compliance.contacts import (
    Tried,
    books,
    day,
    histories,
    limits,
    list_accounts,
    moment,
    pause,
    policy,
)

RESTS = st.sampled_from(
    [(), (pause(3),), (pause(2, after="attempt"),), (pause(2, after="contact"),)]
)


def reserved_instead(history: Sequence[Tried], which: set[int]) -> sqlite3.Connection:
    """Books in which some of the contacts, by their seqs, are attempts without a result."""
    connection = books([])
    for seq, tried in enumerate(history, 1):
        row = (seq, day(tried.day).isoformat(), tried.account)
        at = moment_text(moment(tried.day, tried.minute))
        if seq in which:
            connection.execute(
                "INSERT INTO attempt (seq, effective_on, account_id, at, channel)"
                " VALUES (?, ?, ?, ?, ?)",
                (*row, at, tried.channel),
            )
        else:
            connection.execute(
                "INSERT INTO contact (seq, effective_on, account_id, at, channel, direction, result)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*row, at, tried.channel, tried.direction, tried.result),
            )
        if tried.taken_back:
            connection.execute(
                "INSERT INTO reversal VALUES (?, ?, ?, 'wrong')", (1000 + seq, row[1], seq)
            )
    return connection


def told(verdict: Verdict) -> tuple[object, ...]:
    """What the gate said, but for the results of what it counted."""
    plain = replace(verdict, counted=(), sentence="")
    return plain, [(each.seq, each.day, each.channel) for each in verdict.counted]


@given(histories(2), limits(), RESTS, st.sets(st.integers(1, 16)), st.integers(1, 14))
def test_it_counts_as_an_unanswered_call(
    history: list[Tried],
    rules: tuple[ContactLimit, ...],
    rest: tuple[ContactLimit, ...],
    chosen: set[int],
    on: int,
) -> None:
    which = {
        seq
        for seq, tried in enumerate(history, 1)
        if seq in chosen and not (tried.inbound or tried.taken_back)
    }
    unanswered = [
        replace(tried, result="NA") if seq in which else tried
        for seq, tried in enumerate(history, 1)
    ]
    asked = policy(*rules, *rest)
    one, other = books(unanswered), reserved_instead(unanswered, which)
    for account in (1, 2):
        for result in (None, results()["RPC-CB"], RESERVED):
            whom = (asked, account, "call", moment(on, 15 * 60))
            assert told(may(one, *whom, result=result)) == told(may(other, *whom, result=result))
    for connection in (one, other):
        list_accounts(connection, (1, 2))
    channels = ("call", "email")
    assert blocked_accounts(one, asked, channels, day(on)) == blocked_accounts(
        other, asked, channels, day(on)
    )
