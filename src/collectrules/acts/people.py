"""Who speaks for a customer, how they can be reached, and which hours they called inconvenient."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from collectrules.errors import InputError, Refused
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    PersonAdded,
    PersonChanged,
    QuietTimeEnded,
    QuietTimeSet,
    ReachAdded,
    ReachEnded,
)
from collectrules.ledger.events.people import Place, ReachKind, Role
from collectrules.ledger.people import Person, people_of
from collectrules.ledger.personal import keep
from collectrules.policy.model import WEEKDAYS
from collectrules.worklist.find import AccountNamed

LONGEST_NAME: Final = 200
"""Characters of a name or an address."""
_DAY: Final = 24 * 60
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_KINDS: Final[dict[ReachKind, str]] = {
    "phone": "number",
    "email": "e-mail address",
    "address": "address",
}


@dataclass(frozen=True, slots=True)
class Act:
    """When an act takes effect, when and by whom it is recorded, and whether it is only tried."""

    on: date
    at: datetime
    by: str
    dry_run: bool = False

    @contextmanager
    def writing(self, ledger: Ledger) -> Iterator[Book]:
        """The transaction of the act, undone where it is only tried."""
        writing = ledger.rehearsing if self.dry_run else ledger.writing
        with writing(at=self.at, by=self.by) as book:
            yield book


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachWanted:
    """A number or an address that is to be recorded, as it is kept."""

    kind: ReachKind
    value: str
    place: Place
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietTimeWanted:
    """Hours that a person called inconvenient: days of the week, and minutes after midnight."""

    days: tuple[str, ...]
    from_minute: int
    until_minute: int
    """Not among them. Before `from_minute`, or at it, it is on the next day."""
    note: str = ""


def add_person(
    ledger: Ledger, account: AccountNamed, act: Act, *, name: str, role: Role, language: str = ""
) -> Person:
    """Record a person of an account; returns them as they stand, or in a dry run as they would.

    Raises `InputError` for a name or a language that is none.
    """
    said, tongue = _one_line(name, "name"), _language(language)
    with act.writing(ledger) as book:
        seq = book.append(
            PersonAdded(account.id, keep(book.connection, said), role, tongue), on=act.on
        )
        return read_person(book, account.id, seq)


def change_person(
    ledger: Ledger,
    person: Person,
    act: Act,
    *,
    name: str | None = None,
    role: Role | None = None,
    language: str | None = None,
) -> Person:
    """Change what is known of a person; what is None stays. Returns them as they stand then.

    Raises as `add_person` does, and `Refused` where nothing changes, where they were recorded after that
    day, and where they were erased.
    """
    with act.writing(ledger) as book:
        now = standing_person(book, person, act.on)
        said = now.name if name is None else _one_line(name, "name")
        changed = role or now.role
        tongue = now.language if language is None else _language(language)
        if (said, changed, tongue) == (now.name, now.role, now.language):
            raise Refused("nothing would change", help="it is recorded like that already")
        digest = keep(book.connection, said)
        book.append(PersonChanged(now.seq, digest, changed, tongue), on=act.on)
        return read_person(book, now.account_id, now.seq)


def add_reach(ledger: Ledger, person: Person, act: Act, wanted: ReachWanted) -> Person:
    """Record a number or an address of a person; returns them with it.

    Raises `InputError` for an address that is none, and `Refused` where they have it already, were
    recorded after that day, or were erased.
    """
    value = _one_line(wanted.value, _KINDS[wanted.kind])
    with act.writing(ledger) as book:
        now = standing_person(book, person, act.on)
        for each in now.reached_at:
            if (each.kind, each.value.casefold()) == (wanted.kind, value.casefold()):
                raise Refused(
                    f"`{now.name}` has that {_KINDS[wanted.kind]} already, since {each.from_on}",
                    help="end it first to record it otherwise; nothing was written",
                )
        digest, zones = keep(book.connection, value), " ".join(wanted.zones)
        event = ReachAdded(now.seq, wanted.kind, digest, wanted.place, zones)
        book.append(event, on=act.on)
        return read_person(book, now.account_id, now.seq)


def end_reach(ledger: Ledger, person: Person, reach_id: int, act: Act, *, reason: str) -> Person:
    """End a number or an address of a person; the day is the first on which it reaches them no more.

    Raises `InputError` where no reason is given, and `Refused` where it began after that day or has
    ended.
    """
    said = _one_line(reason, "reason")
    with act.writing(ledger) as book:
        now = standing_person(book, person, act.on)
        found = [each for each in now.reached_at if each.seq == reach_id]
        if not found:
            raise Refused("it has ended already", help="nothing was written")
        if act.on < found[0].from_on:
            raise Refused(
                f"it was recorded from {found[0].from_on}, after {act.on}",
                help=f"end it on {found[0].from_on}: then it never reached them",
            )
        book.append(ReachEnded(reach_id, said), on=act.on)
        return read_person(book, now.account_id, now.seq)


def set_quiet_time(ledger: Ledger, person: Person, act: Act, wanted: QuietTimeWanted) -> Person:
    """Record hours that a person called inconvenient; returns them with these.

    Hours over midnight are written as two: up to it, and from it on the days after. Raises `InputError`
    where no day is named, and `Refused` where the person was recorded after that day or was erased.
    """
    if not wanted.days:
        raise InputError("no day of the week is named", help="name them: `mon-fri`, `sat,sun`")
    with act.writing(ledger) as book:
        now = standing_person(book, person, act.on)
        for days, start, end in _pieces(wanted):
            named = " ".join(day for day in WEEKDAYS if day in days)
            event = QuietTimeSet(now.seq, named, start, end, wanted.note.strip())
            book.append(event, on=act.on)
        return read_person(book, now.account_id, now.seq)


def _pieces(wanted: QuietTimeWanted) -> Iterator[tuple[Sequence[str], int, int]]:
    start, end = wanted.from_minute, wanted.until_minute
    if start < end:
        yield wanted.days, start, end
        return
    yield wanted.days, start, _DAY
    if end:
        week: list[str] = list(WEEKDAYS)
        after = [week[(week.index(day) + 1) % len(week)] for day in wanted.days]
        yield after, 0, end


def end_quiet_times(
    ledger: Ledger, person: Person, ids: Iterable[int], act: Act, *, reason: str = ""
) -> Person:
    """End hours that a person called inconvenient; the day is the first on which they are like any other.

    Raises `Refused` where they began after that day or have ended.
    """
    with act.writing(ledger) as book:
        now = standing_person(book, person, act.on)
        for seq in ids:
            found = [each for each in now.quiet_times if each.seq == seq and not each.ended_on]
            if not found:
                raise Refused(
                    f"`{now.name}` has no inconvenient hours {seq} that go on",
                    help="`collectrules person show` lists them; nothing was written",
                )
            if act.on < found[0].from_on:
                raise Refused(
                    f"these hours count from {found[0].from_on}, after {act.on}",
                    help=f"end them on {found[0].from_on}: then they never counted",
                )
            book.append(QuietTimeEnded(seq, reason.strip()), on=act.on)
        return read_person(book, now.account_id, now.seq)


def read_person(book: Book, account_id: int, seq: int) -> Person:
    """A person as they stand in an open transaction."""
    return next(each for each in people_of(book.connection, account_id) if each.seq == seq)


def standing_person(book: Book, person: Person, on: date) -> Person:
    """A person as they stand in an open transaction, about whom something is to be recorded.

    Raises `Refused` where they were recorded after the day, or were erased.
    """
    now = read_person(book, person.account_id, person.seq)
    if now.erased_on is not None:
        raise Refused(
            f"person {now.seq} was erased on {now.erased_on}",
            help="record them anew, if they have to be; nothing was written",
        )
    if on < now.from_on:
        raise Refused(
            f"`{now.name}` is recorded from {now.from_on}, after {on}",
            help="name that day or a later one; nothing was written",
        )
    return now


def _one_line(text: str, what: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise InputError(f"the {what} is missing", help="say it in a few words")
    if not said.isprintable() or len(said) > LONGEST_NAME:
        raise InputError(
            f"that {what} cannot be kept", help=f"write it on one line of {LONGEST_NAME} characters"
        )
    return said


def _language(text: str) -> str:
    if text and not _LANGUAGE.fullmatch(text):
        raise InputError(
            f"`{text}` is not the code of a language", help="write it as `en`, `de` or `pt-BR`"
        )
    return text
