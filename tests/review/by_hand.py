"""A version lived through by hand: the same days, worked through the acts that people use."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from collectrules.compliance.local import local_day
from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import StageStepped
from collectrules.policy.model import ContactAction, Policy, Stage
from collectrules.review.ground import copied
from collectrules.review.life import Life, life
from collectrules.review.model import Version
from collectrules.review.story import Happened, Story
from collectrules.worklist.carried import Waiting, carried_out, used_since_due, waiting_at
from collectrules.worklist.listing import Row, read_listing
from collectrules.worklist.other_steps import carry_out
from collectrules.worklist.outcomes import log_contact
from collectrules.worklist.run import run_day

CODES = {"call": "LV", "email": "EM", "letter": "ML", "sms": "SMS"}


def worked_by_hand(
    path: Path, version: Version, first: date, last: date, written: str
) -> list[tuple[object, ...]]:
    """What `written` selects after every day was run for everybody, and each row worked by hand."""
    with copied(path) as copy:
        story = Story(copy, first, last)
        with life(story, version) as one:
            # Only its ledger is used, in which the version has been published on the first day.
            for day, news in story:
                _day(one, day, news)
            return one.ledger.connection.execute(written, {"since": one.begins}).fetchall()


def _day(one: Life, day: date, news: list[Happened]) -> None:
    ledger, seq = one.ledger, one.seq
    evening = datetime.combine(day, time(23, 59, 59), tzinfo=UTC)
    callers = []
    with ledger.writing(at=evening, by="theirs") as book:
        for event in news:
            told = one.retelling.tell(book, event)
            if told is not None and event.kind == "contact":
                callers.append(told)
    policy = one.version.policy.on(day)
    run_day(ledger, policy, seq, as_of=day, at=evening, by="back-test")
    for told in callers:
        _they_called(ledger, policy, seq, told, day)
    noon = datetime.combine(day, time(12), tzinfo=ZoneInfo(policy.time_zone)).astimezone(UTC)
    for row in read_listing(ledger).rows:
        _work(ledger, policy, seq, row, noon)


def _they_called(ledger: Ledger, policy: Policy, seq: int, told: int, day: date) -> None:
    account, channel = ledger.connection.execute(
        "SELECT account_id, channel FROM contact WHERE seq = ?", (told,)
    ).fetchone()
    with ledger.writing(at=datetime.combine(day, time(23, 59, 59), tzinfo=UTC), by="x") as book:
        for each in carried_out(ledger.connection, policy, account, channel, day).done:
            book.append(StageStepped(each.invoice_id, each.stage, "done", seq), on=day)


def _work(ledger: Ledger, policy: Policy, seq: int, row: Row, noon: datetime) -> None:
    day = local_day(policy, noon)
    if not isinstance(row.decided_by, Stage):
        return
    action = row.decided_by.action
    for channel in action.channels if isinstance(action, ContactAction) else (None,):
        waiting = _waiting(ledger, row)
        if waiting not in waiting_at(ledger.connection, row.account_id, day):
            return
        used = used_since_due(ledger.connection, waiting, day)
        left = (action.left(used) or action.channels) if channel else (None,)
        if channel not in left or _made_today(ledger, row, channel, day):
            continue
        about = {"account_id": row.account_id, "at": noon, "by": "back-test", "approved_by": "olga"}
        try:
            if channel is None:
                carry_out(ledger, policy, seq, stage=row.rule, on=day, **about)
            else:
                log_contact(ledger, seq, policy, channel=channel, result=CODES[channel], **about)
        except Refused:
            continue


def _waiting(ledger: Ledger, row: Row) -> Waiting:
    """The invoice that the row is about, at its stage."""
    (invoice,) = ledger.connection.execute(
        "SELECT seq FROM invoice WHERE account_id = ? AND number = ?", (row.account_id, row.invoice)
    ).fetchone()
    return Waiting(invoice, row.rule)


def _made_today(ledger: Ledger, row: Row, channel: str | None, day: date) -> bool:
    """Whether they were reached that way already: two rows of a customer do not bring two letters."""
    return bool(
        ledger.connection.execute(
            "SELECT 1 FROM contact WHERE account_id = ? AND channel = ? AND effective_on = ?"
            " AND direction = 'out'",
            (row.account_id, channel, day.isoformat()),
        ).fetchone()
    )
