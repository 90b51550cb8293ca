"""Persons are read as the journal has them, whatever was added, ended, taken back and erased."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from collectrules.clock import moment_text
from collectrules.ledger.book import Book, Ledger
from collectrules.ledger.events import (
    AccountOpened,
    ConsentTold,
    PersonAdded,
    PersonChanged,
    PersonErased,
    QuietTimeEnded,
    QuietTimeSet,
    ReachAdded,
    ReachEnded,
    Reversed,
)
from collectrules.ledger.people import digests_of, people_of
from collectrules.ledger.personal import erase, keep
from collectrules.ledger.verify import verify
from tests.ledger.slow_people import slow_people

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
START = date(2026, 3, 1)
KINDS = ("person", "person_change", "reach", "reach_end", "consent", "quiet_time", "quiet_time_end")
STEPS = st.lists(
    st.tuples(
        st.sampled_from((*KINDS, "erase", "take back")),
        st.integers(0, 1_000),
        st.integers(0, 20),
    ),
    max_size=30,
)


class Made:
    """What was written, so that later steps have something to be about."""

    def __init__(self, book: Book, accounts: list[int]) -> None:
        self.book = book
        self.accounts = accounts
        self.seqs: dict[str, list[int]] = {kind: [] for kind in KINDS}
        self.ended: set[int] = set()
        self.undone: set[int] = set()

    def pick(self, kind: str, n: int) -> int | None:
        among = self.seqs[kind]
        return among[n % len(among)] if among else None

    def step(self, kind: str, n: int, day: date) -> None:
        """One more event, or none where it has nothing to be about."""
        book, person = self.book, self.pick("person", n)
        if kind == "person":
            name = keep(book.connection, f"Person {n}")
            event = PersonAdded(self.accounts[n % 2], name, "debtor", ("", "de")[n % 2])
            self.seqs[kind].append(book.append(event, on=day))
        elif person is None:
            return
        elif kind == "person_change":
            changed = PersonChanged(person, keep(book.connection, f"Other {n}"), "attorney", "en")
            self.seqs[kind].append(book.append(changed, on=day))
        elif kind == "reach":
            value = keep(book.connection, f"+44{n}")
            added = ReachAdded(person, "phone", value, "work", "Europe/London Europe/Paris")
            self.seqs[kind].append(book.append(added, on=day))
        elif kind == "reach_end" and (reach := self.pick("reach", n)):
            self.seqs[kind].append(book.append(ReachEnded(reach, f"reason {n}"), on=day))
        elif kind == "consent":
            at = moment_text(AT + timedelta(hours=n))
            told = ConsentTold(person, "call", n % 2, self.pick("reach", n), at, "said so")
            self.seqs[kind].append(book.append(told, on=day))
        elif kind == "quiet_time":
            hours = QuietTimeSet(person, "mon sun", n, n + 60, "")
            self.seqs[kind].append(book.append(hours, on=day))
        elif kind == "quiet_time_end" and (quiet := self.pick("quiet_time", n)):
            if quiet not in self.ended:
                self.ended.add(quiet)
                self.seqs[kind].append(book.append(QuietTimeEnded(quiet), on=day))
        elif kind == "erase":
            erase(book.connection, digests_of(book.connection, person))
            book.append(PersonErased(person, "asked"), on=day)
        elif kind == "take back":
            self.take_back(n, day)

    def take_back(self, n: int, day: date) -> None:
        among = [seq for kind in KINDS if kind != "person" for seq in self.seqs[kind]]
        among = [seq for seq in among if seq not in self.undone]
        if among:
            self.undone.add(among[n % len(among)])
            self.book.append(Reversed(among[n % len(among)], "a mistake"), on=day)


@settings(max_examples=60, deadline=None)
@given(STEPS, st.integers(0, 25), st.integers(0, 40))
def test_they_are_what_a_slow_reading_of_the_journal_finds(
    steps: list[tuple[str, int, int]], days: int, known: int
) -> None:
    with TemporaryDirectory() as folder, Ledger.create(Path(folder) / "a.db") as ledger:
        with ledger.writing(at=AT, by="ana") as book:
            accounts = [
                book.append(AccountOpened(number, number, "business"), on=START)
                for number in ("C-1", "C-2")
            ]
            made = Made(book, accounts)
            for kind, n, day in steps:
                made.step(kind, n, START + timedelta(days=day))
        assert verify(ledger) == []
        as_of = START + timedelta(days=days)
        for account in accounts:
            for by, seq in ((as_of, known), (date.max, 2**40)):
                found = people_of(ledger.connection, account, as_of=by, known=seq)
                assert found == slow_people(ledger.connection, account, by, seq)


def test_a_number_that_ended_twice_ended_on_the_first_day(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "a.db") as ledger, ledger.writing(at=AT, by="ana") as book:
        account = book.append(AccountOpened("C-1", "Ash", "business"), on=START)
        name = keep(book.connection, "Ana")
        person = book.append(PersonAdded(account, name, "debtor"), on=START)
        value = keep(book.connection, "+442079460958")
        reach = book.append(ReachAdded(person, "phone", value, "other"), on=START)
        book.append(ReachEnded(reach, "wrong number"), on="2026-03-05")
        book.append(ReachEnded(reach, "moved"), on="2026-03-04")
        (found,) = people_of(book.connection, account)
        assert found.reaches[0].ended_on == date(2026, 3, 4)
        assert found.reaches[0].ended_reason == "moved"
        assert found.reached_at == ()
