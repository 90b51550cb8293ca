"""Invoices on the ladder when another version comes into force: they stay, move or begin anew, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.errors import LedgerError
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued, PolicyPublished, StageStepped
from collectrules.ledger.verify import verify
from collectrules.policy.model import Condition, ContactAction, InFlight, Policy, Stage
from collectrules.worklist.in_flight import refuse_lost_stages, stages_in_use
from collectrules.worklist.run import run_day
from collectrules.worklist.run_result import RunResult

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
START = date(2026, 1, 1)
OLD, NEW = 1, 2
"""The events that published the versions; the account is 3, the invoices are 4 and 5."""


def version(*stages: str, in_flight: InFlight | None = None) -> Policy:
    return Policy(
        id="p",
        title="P",
        version="1",
        effective_from=date(2020, 1, 1),
        currencies=("USD",),
        sha256="0" * 64,
        in_flight=in_flight or InFlight(),
        stage=tuple(
            Stage(
                id=name,
                when=(Condition("days_past_due", "at_least", 10 * height),),
                wait_days=5,
                action=ContactAction(("email",)),
            )
            for height, name in enumerate(stages, 1)
        ),
    )


FIRST = version("reminder", "letter", "call")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A reminder was carried out for invoice 4 and a letter too; invoice 5 is on no stage yet."""
    with Ledger.create(tmp_path / "books.db") as made:
        with made.writing(at=AT, by="ana") as book:
            for number in ("1", "2"):
                book.append(PolicyPublished("p", number, 1, number * 64, ""), on="2020-01-01")
            book.append(AccountOpened("001", "A", "business"), on=START)
            for number in ("7", "8"):
                book.append(
                    InvoiceIssued(3, number, "USD", 10_000, "2026-01-01", "2026-01-01", "x"),
                    on=START,
                )
        run(made, FIRST, OLD, 21)
        done(made, "reminder", 22)
        run(made, FIRST, OLD, 27)
        done(made, "letter", 28)
        yield made


def run(ledger: Ledger, policy: Policy, seq: int, days: int) -> RunResult:
    return run_day(ledger, policy, seq, as_of=START + timedelta(days=days), at=AT, by="ana")


def done(ledger: Ledger, stage: str, days: int) -> None:
    with ledger.writing(at=AT, by="ana") as book:
        book.append(StageStepped(4, stage, "done", OLD), on=START + timedelta(days=days))


def standing(ledger: Ledger, days: int) -> dict[int, tuple[object, object]]:
    known = known_invoices(ledger.connection, Moment(START + timedelta(days=days)))
    return {one.invoice_id: (one.facts["stage"], one.facts["days_since_stage"]) for one in known}


def due(ledger: Ledger) -> list[tuple[int, str]]:
    rows = ledger.connection.execute(
        "SELECT invoice_id, stage FROM stage_step WHERE step = 'due' ORDER BY seq"
    )
    return [(row[0], row[1]) for row in rows]


def test_invoices_stay_where_they_are(ledger: Ledger) -> None:
    kept = run(ledger, version("reminder", "letter", "firm-letter", "call"), NEW, 31)
    assert kept.moved == 0
    assert standing(ledger, 31) == {4: ("letter", 3), 5: ("none", 0)}


def test_a_stage_in_use_cannot_vanish(ledger: Ledger) -> None:
    before = ledger.connection.execute("SELECT count(*) FROM journal").fetchone()
    lost = version("reminder", "call")
    assert stages_in_use(ledger.connection, START + timedelta(days=30)) == {"letter": 1}
    with pytest.raises(LedgerError, match="1 open invoice stands on the stage `letter`") as caught:
        run(ledger, lost, NEW, 31)
    assert 'in_flight = { move = { letter = "reminder" } }' in caught.value.help
    assert ledger.connection.execute("SELECT count(*) FROM journal").fetchone() == before
    with pytest.raises(LedgerError):
        refuse_lost_stages(ledger.connection, lost, date.max)


def test_a_stage_that_was_renamed_is_looked_for_under_its_new_name(ledger: Ledger) -> None:
    with pytest.raises(LedgerError) as caught:
        refuse_lost_stages(
            ledger.connection, version("reminder", "formal-letter", "call"), date.max
        )
    assert 'in_flight = { move = { letter = "formal-letter" } }' in caught.value.help


def test_a_stage_that_nobody_stands_on_may_go(ledger: Ledger) -> None:
    refuse_lost_stages(ledger.connection, version("letter", "call"), date.max)


def test_moved_invoices_go_on_from_the_new_stage_with_the_days_they_waited(ledger: Ledger) -> None:
    moving = version("reminder", "notice", "call", in_flight=InFlight(moves={"letter": "notice"}))
    refuse_lost_stages(ledger.connection, moving, date.max)
    assert run(ledger, moving, NEW, 31).moved == 1
    assert standing(ledger, 31)[4] == ("notice", 3)
    assert (4, "call") not in due(ledger)  # five days have to pass after the letter
    assert run(ledger, moving, NEW, 33).moved == 0
    assert due(ledger)[-1] == (4, "call")
    assert verify(ledger) == []


def test_who_begins_anew_meets_every_stage_again(ledger: Ledger) -> None:
    anew = replace(FIRST, in_flight=InFlight(begin_anew=True))
    result = run(ledger, anew, NEW, 31)
    assert (result.moved, result.stages) == (1, {"reminder": 1})
    assert standing(ledger, 31)[4] == ("none", 0)
    assert due(ledger)[-1] == (4, "reminder")
    again = run(ledger, anew, NEW, 31)
    assert (again.moved, again.stages) == (0, {})
    done(ledger, "reminder", 32)
    assert standing(ledger, 33)[4] == ("reminder", 1)
    assert run(ledger, anew, NEW, 37).stages == {"letter": 1}
    assert verify(ledger) == []


def test_what_the_books_said_before_is_what_they_said(ledger: Ledger) -> None:
    run(ledger, replace(FIRST, in_flight=InFlight(begin_anew=True)), NEW, 31)
    assert standing(ledger, 30)[4] == ("letter", 2)


def test_a_move_to_none_begins_anew(ledger: Ledger) -> None:
    policy = version("reminder", "call", in_flight=InFlight(moves={"letter": "none"}))
    assert run(ledger, policy, NEW, 31).moved == 1
    assert standing(ledger, 31)[4] == ("none", 0)
