"""The ledger of the screen's tests, with one account to which everything has happened."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from collectrules.acts.consents import ConsentWanted, tell_consent
from collectrules.acts.people import (
    Act,
    QuietTimeWanted,
    ReachWanted,
    add_person,
    add_reach,
    set_quiet_time,
)
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import (
    CallBackAsked,
    Contacted,
    Disputed,
    Noted,
    Posted,
    Promised,
    Received,
    Reversed,
    StopSet,
)
from collectrules.worklist.find import find_account
from tests.tui import ledgers

OFFERS: Final = b"""
[[offer]]
id = "three-instalments"
when.overdue_total = { at_least = 300.00 }
plan = { instalments = 3, every = "month", first_within_days = 7 }

[[offer]]
id = "settle-at-80"
when.oldest_days_past_due = { at_least = 20 }
settlement = { percent = 80, valid_days = 14 }
approval   = "owner"

[[priority]]
id = "large"
when.overdue_total = { at_least = 500.00 }
score = 40

[[priority]]
id = "broke-a-promise"
when.broken_promises = { at_least = 1 }
score = 15
"""
POLICY: Final = ledgers.POLICY + OFFERS
BAKERY: Final = "C-01"
_ABROAD: Final = ("America/New_York", "America/Chicago")
AT: Final = datetime(2026, 6, 22, 9, tzinfo=UTC)


def made(path: Path) -> Path:
    """The ledger, run for the day, with what has happened to the bakery since."""
    ledgers.made(path, POLICY)
    with Ledger.open(path) as ledger:
        account = find_account(ledger, BAKERY)
        _people(ledger)
        with ledger.writing(at=AT, by="ben") as book:
            invoice, second = (
                seq
                for (seq,) in book.connection.execute(
                    "SELECT seq FROM invoice WHERE account_id = ? ORDER BY seq", (account.id,)
                ).fetchall()
            )
            at = "2026-06-18T09:30:00.000000Z"
            call = Contacted(account.id, at, "call", "out", "PTP", "pays when the fair is over")
            book.append(call, on="2026-06-18")
            book.append(Promised(account.id, "GBP", 250_00, "2026-06-20"), on="2026-06-18")
            money = book.append(Received(account.id, "GBP", 150_00, "cheque 7"), on="2026-06-22")
            book.append(Posted(invoice, "payment", -100_00, receipt_id=money), on="2026-06-22")
            wrong = book.append(Received(account.id, "GBP", 80_00, "cheque 8"), on="2026-06-23")
            book.append(Noted(account.id, "hardship", "the oven broke"), on="2026-06-24")
            asked = "2026-07-01T13:00:00.000000Z"
            book.append(CallBackAsked(account.id, asked, note="ask for Ana"), on="2026-06-24")
            told = "2026-06-24T10:00:00.000000Z"
            opted = StopSet(account.id, "opt-out", None, "sms", told, None, "written")
            book.append(opted, on="2026-06-24")
            book.append(Disputed(second, "two trays were missing"), on="2026-06-25")
        with ledger.writing(at=AT, by="ben") as book:
            book.append(Reversed(wrong, "it was another's"), on="2026-06-24")
    return path


def _people(ledger: Ledger) -> None:
    account = find_account(ledger, BAKERY)
    act = Act(date(2026, 6, 1), datetime(2026, 6, 1, 9, tzinfo=UTC), "ana")
    ana = add_person(ledger, account, act, name="Ana Bramble", role="debtor", language="en")
    phone = ReachWanted(kind="phone", value="+442079460958", place="work", zones=("Europe/London",))
    ana = add_reach(ledger, ana, act, phone)
    mail = ReachWanted(kind="email", value="ana@harbour.example", place="other")
    ana = add_reach(ledger, ana, act, mail)
    allowed = ConsentWanted(channel="email", given=True, told_at=act.at, how="on the form")
    tell_consent(ledger, ana, act, allowed)
    quiet = QuietTimeWanted(days=("mon", "tue"), from_minute=720, until_minute=780)
    set_quiet_time(ledger, ana, act, quiet)
    joe = add_person(ledger, account, act, name="[b]Joe[/b] 🥐", role="other")
    abroad = ReachWanted(kind="phone", value="+12125550123", place="mobile", zones=_ABROAD)
    add_reach(ledger, joe, act, abroad)
