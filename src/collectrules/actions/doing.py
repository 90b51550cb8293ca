"""What the actions share: how an act is told, and how it is taken back by further events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from zoneinfo import ZoneInfo

from collectrules.actions.action import Context
from collectrules.ledger.book import Book
from collectrules.money import format_minor
from collectrules.worklist.outcomes import LoggedContact
from collectrules.worklist.reversals import enter_reversal

MISTAKE = "logged by mistake"


def writing(context: Context) -> AbstractContextManager[Book]:
    """The transaction of an act; of a dry run it is undone."""
    ledger = context.ledger
    begun = ledger.rehearsing if context.dry_run else ledger.writing
    return begun(at=context.at, by=context.by)


def money(context: Context, amount: int) -> str:
    """`250.00 GBP`."""
    return f"{format_minor(amount, context.currency)} {context.currency}"


def clock_text(context: Context, moment: datetime, zone: str = "") -> str:
    """A moment by the clock of the policy, or of a zone: `Tue 2026-06-30 14:30`."""
    return f"{moment.astimezone(ZoneInfo(zone or context.policy.time_zone)):%a %Y-%m-%d %H:%M}"


def taking_back(events: Sequence[int], said: str) -> Callable[[Context], str]:
    """What takes events back, in one transaction, and says so."""

    def undo(context: Context) -> str:
        with writing(context) as book:
            taken: set[int] = set()
            attempt = None
            for seq in events:
                if seq not in taken:
                    gone = enter_reversal(book, seq=seq, reason=MISTAKE, on=context.on)
                    taken |= set(gone.events)
                    attempt = gone.attempt or attempt
        return f"taken back: {said}{'' if attempt is None else counting(attempt)}"

    return undo


def undoing_contact(logged: LoggedContact, said: str) -> Callable[[Context], str]:
    """What takes a contact back with all that it brought, and within ten minutes its attempt too."""

    def undo(context: Context) -> str:
        with writing(context) as book:
            gone = enter_reversal(book, seq=logged.seq, reason=MISTAKE, on=logged.on)
        return f"taken back: {said}{counting(gone.attempt)}"

    return undo


def counting(attempt: int | None) -> str:
    """Whether the attempt of a contact that was taken back goes on counting."""
    if attempt is None:
        return "; it counts no more"
    return f"; attempt {attempt} goes on counting as made, log what came of it"
