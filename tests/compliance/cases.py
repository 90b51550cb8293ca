"""A ledger for dated cases of the law: one pack, a debtor with debts and numbers, and what a case adds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collectrules.clock import moment_text
from collectrules.compliance.gate import Verdict, may
from collectrules.compliance.results import results
from collectrules.compliance.whom import Whom
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    ConsentTold,
    Contacted,
    InvoiceIssued,
    PersonAdded,
    PersonErased,
    QuietTimeSet,
    ReachAdded,
    ReachEnded,
    StopEnded,
    StopSet,
)
from collectrules.ledger.people import digests_of
from collectrules.ledger.personal import erase, keep
from collectrules.policy.model import Channel
from collectrules.worklist.versions import policy_in_force
from tests.compliance.past import Past

EASTERN, CENTRAL, PACIFIC = "America/New_York", "America/Chicago", "America/Los_Angeles"
BEFORE = "2025-12-01T08:00"
CHANNELS = {result.code: result.channels[0] for result in results().values()}


class Case(Past):
    """A consumer with a mobile and three debts, and a second person; all known since December 2025."""

    def __init__(
        self,
        ledger: Ledger,
        pack: str,
        zone: str,
        *,
        debtor: str = "consumer",
        collects_for: str = "others",
        home: str = "",
    ) -> None:
        super().__init__(ledger, zone)
        head = f'collects_for = "{collects_for}"\npacks = [{pack}]\n'
        self.publish(head, begins="2025-01-01", on=BEFORE)
        self.account = self.open(debtor)
        self.debtor, self.other = self.person("debtor"), self.person("other")
        self.mobile = self.number(self.debtor, "mobile", home or zone)
        self.others_mobile = self.number(self.other, "mobile", home or zone)
        self.debts = tuple(self._debt(number) for number in "ABC")

    def _debt(self, number: str) -> int:
        day = "2025-12-01"
        issued = InvoiceIssued(self.account, number, "EUR", 10000, day, day, "x")
        return self.plant(issued, BEFORE)

    def person(self, role: str, at: str = BEFORE, account: int | None = None) -> int:
        with self.ledger.writing(at=self.at(at), by="office") as book:
            name = keep(book.connection, f"{role} {at}")
            return book.append(PersonAdded(account or self.account, name, role), on=at[:10])

    def number(
        self,
        person: int,
        place: str,
        zones: str,
        *,
        kind: str = "phone",
        at: str = BEFORE,
        value: str = "",
    ) -> int:
        with self.ledger.writing(at=self.at(at), by="office") as book:
            kept = keep(book.connection, value or f"{person} {place} {zones} {kind}")
            return book.append(ReachAdded(person, kind, kept, place, zones), on=at[:10])

    @property
    def them(self) -> Whom:
        """The debtor, at their mobile, about all that is owed."""
        return Whom(self.debtor, self.mobile)

    def about(self, *debts: int) -> Whom:
        return Whom(self.debtor, self.mobile, tuple(self.debts[n] for n in debts))

    def tried(self, at: str, result: str = "NA", whom: Whom | None = None) -> int:
        """A contact on record, by the clock of the policy."""
        who = whom or self.them
        channel = CHANNELS[result]
        if channel not in {"call", "sms"}:
            who = Whom(who.person_id, None, who.about, who.purpose)
        said = Contacted(
            self.account, moment_text(self.at(at)), channel, results()[result].direction, result, "",
            who.person_id, who.reach_id, None, who.purpose or None,
            " ".join(map(str, who.about)) or None,
        )  # fmt: skip
        return self.plant(said, at)

    def daily(self, first: int, last: int, result: str = "NA", whom: Whom | None = None) -> None:
        """One a day in September 2026 at noon."""
        for day in range(first, last + 1):
            self.tried(f"2026-09-{day:02}T12:00", result, whom)

    def stop(
        self,
        kind: str,
        at: str,
        *,
        channel: str = "",
        until: str | None = None,
        how: str = "written",
        person: int | None = None,
        account: int | None = None,
    ) -> int:
        said = StopSet(
            account or self.account, kind, person, channel, moment_text(self.at(at)), until, how
        )
        return self.plant(said, at)

    def end(self, stop: int, at: str, recorded: str = "") -> None:
        self.plant(StopEnded(stop, "as it was asked for"), at, recorded)

    def end_reach(self, reach: int, at: str) -> None:
        self.plant(ReachEnded(reach, "another's now"), at)

    def erase(self, person: int, at: str) -> None:
        """What is personal of somebody is gone, and it is said."""
        with self.ledger.writing(at=self.at(at), by="office") as book:
            erase(book.connection, digests_of(book.connection, person))
            book.append(PersonErased(person, "asked for it"), on=at[:10])

    def past_the_gate(self, at: str, whom: Whom, account: int) -> int:
        """A call to somebody of another account."""
        said = Contacted(
            *(account, moment_text(self.at(at)), "call", "out", "NA", ""),
            *(whom.person_id, whom.reach_id),
        )
        return self.plant(said, at)

    def consent(self, channel: str, at: str, *, given: int = 1) -> None:
        said = ConsentTold(self.debtor, channel, given, None, moment_text(self.at(at)), "said so")
        self.plant(said, at)

    def quiet(self, days: str, start: int, until: int, at: str = BEFORE) -> None:
        self.plant(QuietTimeSet(self.debtor, days, start * 60, until * 60), at)

    def ask(
        self,
        at: str,
        channel: Channel = "call",
        whom: Whom | None = None,
        account: int | None = None,
    ) -> Verdict:
        """What the gate says of one more attempt."""
        moment = self.at(at)
        policy, _ = policy_in_force(self.ledger, moment.date())
        who = whom or self.them
        if channel not in {"call", "sms"} and who.reach_id in {self.mobile, self.others_mobile}:
            who = Whom(who.person_id, None, who.about, who.purpose)
        of = account or self.account
        return may(self.ledger.connection, policy, of, channel, moment, whom=who)

    def free(self, at: str, channel: Channel = "call", whom: Whom | None = None) -> str:
        """`yes`, or the first day or minute at which the gate lets through; `never`."""
        said = self.ask(at, channel, whom)
        if said.allowed:
            return "yes"
        if said.allowed_from_time:
            return f"{said.allowed_from_time:%Y-%m-%d %H:%M}"
        return str(said.allowed_from or "never")


@contextmanager
def case(pack: str, zone: str = EASTERN, **more: str) -> Iterator[Case]:
    """A case under a pack, by its id or by its table in the policy."""
    with Ledger.create(Path(":memory:")) as ledger:
        named = pack if pack.startswith("{") else f'"{pack}"'
        yield Case(ledger, named, zone, **more)
