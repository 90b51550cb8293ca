"""Two versions over one's own history: true to what a person would have done by hand, day by day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.ledger.events import AccountOpened, InvoiceIssued, PartPosted, Posted, Received
from collectrules.ledger.policies import Approval
from collectrules.ledger.publishing import publish_checked
from collectrules.policy.load import parse
from collectrules.review.backtest import backtest
from collectrules.review.ground import copied
from collectrules.review.life import Life, life
from collectrules.review.model import Version
from collectrules.review.story import Story
from collectrules.worklist.carried import waiting_at, waiting_on_list
from tests.review.by_hand import worked_by_hand
from tests.review.lives import FIRST, live, moment, policy_text, version_of

_WRITTEN = """
    SELECT 'step', n.number, s.stage, s.step, s.effective_on
    FROM stage_step AS s JOIN invoice AS n ON n.seq = s.invoice_id WHERE s.seq > :since
    UNION ALL
    SELECT 'fee', n.number, c.rule, c.period || ' ' || c.amount, c.effective_on
    FROM charge AS c JOIN invoice AS n ON n.seq = c.invoice_id WHERE c.seq > :since
    UNION ALL
    SELECT 'interest', n.number, a.kind, a.amount, a.effective_on
    FROM accrual AS a JOIN invoice AS n ON n.seq = a.invoice_id WHERE a.seq > :since
    UNION ALL
    SELECT 'contact', t.number, c.channel, c.direction || ' ' || c.result, c.effective_on
    FROM contact AS c JOIN account AS t ON t.seq = c.account_id WHERE c.seq > :since
    UNION ALL
    SELECT 'posting', n.number, p.kind, p.amount, p.effective_on
    FROM posting AS p JOIN invoice AS n ON n.seq = p.invoice_id WHERE p.seq > :since
    UNION ALL
    SELECT 'placed', t.number, p.currency, p.amount, p.effective_on
    FROM placement AS p JOIN account AS t ON t.seq = p.account_id WHERE p.seq > :since
    ORDER BY 1, 2, 3, 4, 5
"""


def _written(lived: Life) -> list[tuple[object, ...]]:
    return lived.ledger.connection.execute(_WRITTEN, {"since": lived.begins}).fetchall()


@contextmanager
def _lived(
    path: Path, version: Version, first: date, last: date, *, quick: bool = True
) -> Iterator[Life]:
    with copied(path) as copy:
        story = Story(copy, first, last)
        with life(story, version, quick=quick) as one:
            for day, news in story:
                one.live(day, news)
            yield one


VARIANTS = [
    {},
    {"repeat": "monthly"},
    {"working": True, "repeat": "daily"},
    {"grace": 6, "interest": True, "repeat": "monthly", "working": True},
    {"calendar": True, "interest": True},
]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("seed", range(3))
def test_those_who_are_not_judged_on_a_day_would_have_brought_nothing(
    tmp_path: Path, seed: int, variant: dict[str, object]
) -> None:
    lived = live(tmp_path / "l.db", seed, days=70)
    version = version_of(policy_text("2", **variant))
    first, last = FIRST + timedelta(days=8), FIRST + timedelta(days=69)
    with (
        _lived(lived.path, version, first, last) as quick,
        _lived(lived.path, version, first, last, quick=False) as full,
    ):
        found = _written(full)
        assert len(found) > 20
        assert _judged(quick) < _judged(full)
        assert _written(quick) == found
        assert list(quick.done) == list(full.done)
        assert quick.blocked == full.blocked


def _ended(lived: Life, kind: str) -> int:
    (count,) = lived.ledger.connection.execute(
        f"SELECT count(*) FROM {kind} WHERE seq > ? AND outcome <> 'cancelled'", (lived.begins,)
    ).fetchone()
    return int(count)


@pytest.mark.parametrize("variant", [{}, {"calendar": True}, {"interest": True, "grace": 6}])
@pytest.mark.parametrize("seed", range(2))
def test_nor_would_they_with_plans_settlements_and_policies_beside(
    tmp_path: Path, seed: int, variant: dict[str, object]
) -> None:
    has_interest = bool(variant.get("interest"))
    lived = live(
        tmp_path / "l.db", seed, days=80, text=policy_text(interest=has_interest), agreeing=True
    )
    version = version_of(policy_text("2", **variant))
    first, last = FIRST + timedelta(days=8), FIRST + timedelta(days=79)
    with (
        _lived(lived.path, version, first, last) as quick,
        _lived(lived.path, version, first, last, quick=False) as full,
    ):
        found = _written(full)
        assert _ended(full, "plan_end") + _ended(full, "settlement_end") > 2
        assert any(each["beside"] for each in _summaries(full))
        assert _judged(quick) < _judged(full)
        assert _written(quick) == found
        assert list(quick.done) == list(full.done)
        assert quick.blocked == full.blocked


def _judged(lived: Life) -> int:
    """How many accounts were judged, over all days."""
    return sum(int(str(each["accounts"])) for each in _summaries(lived))


def _summaries(lived: Life) -> Iterator[dict[str, object]]:
    for (text,) in lived.ledger.connection.execute("SELECT summary FROM run"):
        yield {"beside": None} | json.loads(text)


@pytest.mark.parametrize("seed", range(4))
def test_what_waits_for_all_on_the_list_is_what_waits_for_each(tmp_path: Path, seed: int) -> None:
    lived = live(tmp_path / "l.db", seed, days=40, agreeing=True)
    with Ledger.open(lived.path) as ledger:
        listed = ledger.connection.execute("SELECT DISTINCT account_id FROM worklist").fetchall()
        each = {id: waiting_at(ledger.connection, id, lived.last) for (id,) in listed}
        found = waiting_on_list(ledger.connection, lived.last)
        assert {id: some for id, some in found.items() if some} == {
            id: some for id, some in each.items() if some
        }
        assert any(each.values())


@pytest.mark.parametrize("seed", range(4))
def test_a_life_is_what_working_each_list_by_hand_would_have_been(
    tmp_path: Path, seed: int
) -> None:
    """The same days worked through the acts that people use, one row after the other."""
    lived = live(tmp_path / "l.db", seed, days=50, text=policy_text(interest=seed == 3))
    version = version_of(policy_text("2", 6))
    first, last = FIRST + timedelta(days=10), FIRST + timedelta(days=49)
    with _lived(lived.path, version, first, last) as one:
        by_hand = worked_by_hand(lived.path, version, first, last, _WRITTEN)
        assert _written(one) == by_hand
        assert sum(row[0] == "contact" for row in by_hand) > 5


def test_a_version_against_itself_comes_to_the_same(tmp_path: Path) -> None:
    lived = live(tmp_path / "l.db", 3, days=40)
    version = version_of(policy_text("2"))
    found = backtest(lived.path, version, version, FIRST + timedelta(days=5), lived.last)
    assert found.before == found.after
    assert found.before.contacts > 10
    assert found.escalations == ()


def test_the_ledger_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    lived = live(tmp_path / "l.db", 4, days=20)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    other = version_of(policy_text("2", 9))
    backtest(lived.path, version_of(policy_text("2")), other, FIRST, lived.last)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_a_stop_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    lived = live(tmp_path / "l.db", 4, days=20)
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}

    def stop(done: int, _: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    version = version_of(policy_text("2"))
    with pytest.raises(KeyboardInterrupt):
        backtest(lived.path, version, version, FIRST, lived.last, progress=stop)
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


def _small(path: Path, *, text: bytes | None = None) -> int:
    """One customer with one invoice of 100.00, due on the sixth day."""
    text = text or policy_text()
    with Ledger.create(path) as ledger, ledger.writing(at=moment(FIRST, 9), by="ana") as book:
        publish_checked(book, text, parse(text, "p.toml"))
        account = book.append(AccountOpened("C1", "Ash", "business"), on=FIRST)
        due = FIRST + timedelta(days=5)
        invoice = InvoiceIssued(account, "I1", "USD", 10_000, due.isoformat(), str(FIRST), "x")
        return book.append(invoice, on=FIRST)


def test_a_payment_counts_from_when_it_was_known(tmp_path: Path) -> None:
    """It arrived on day 6 and was recorded on day 12: a reminder went out on day 9, a call on day 12 not."""
    path = tmp_path / "l.db"
    invoice = _small(path)
    known = moment(FIRST + timedelta(days=12), 9)
    with Ledger.open(path) as ledger, ledger.writing(at=known, by="ana") as book:
        book.append(Posted(invoice, "payment", -10_000, 0), on=FIRST + timedelta(days=6))
    version = version_of(policy_text("2"))
    found = backtest(path, version, version, FIRST, FIRST + timedelta(days=20))
    assert found.before.done == {"email": 1}
    assert dict(found.before.to_first_contact.counts) == {4: 1}
    assert found.before.not_paid == 1


def test_days_to_contact_and_payment_are_counted(tmp_path: Path) -> None:
    """Due on day 5, 3 days of grace: late from day 9; paid on day 11, two days after the e-mail."""
    path = tmp_path / "l.db"
    invoice = _small(path)
    paid = FIRST + timedelta(days=11)
    with Ledger.open(path) as ledger, ledger.writing(at=moment(paid, 9), by="ana") as book:
        book.append(Posted(invoice, "payment", -10_000, 0), on=paid)
    before, after = version_of(policy_text("2")), version_of(policy_text("3", 10))
    found = backtest(path, before, after, FIRST, FIRST + timedelta(days=20), minutes={"email": 2})
    assert dict(found.before.to_first_contact.counts) == {4: 1}
    assert dict(found.before.to_payment.counts) == {2: 1}
    assert found.before.by_themselves == 1
    assert found.before.minutes == 2
    assert dict(found.before.fees.amounts) == {"USD": 1_200}
    assert found.after.done == {}
    assert found.after.fees.count == 0
    assert [(each.account, each.stage, each.way) for each in found.escalations] == [
        ("C1", "reminder", "later")
    ]


def test_money_for_a_fee_that_is_not_charged_stays_on_account(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    invoice = _small(path)
    paid = FIRST + timedelta(days=11)
    with Ledger.open(path) as ledger, ledger.writing(at=moment(paid, 9), by="ana") as book:
        receipt = book.append(Received(2, "USD", 11_200), on=paid)
        parts = PartPosted(invoice, "costs", "payment", -1_200, receipt_id=receipt)
        book.append(parts, on=paid)
        book.append(Posted(invoice, "payment", -10_000, 0, receipt_id=receipt), on=paid)
    last = FIRST + timedelta(days=15)
    charging, not_charging = version_of(policy_text("2")), version_of(policy_text("3", 10))
    for version, used in ((charging, 11_200), (not_charging, 10_000)):
        with _lived(path, version, FIRST, last) as one:
            (posted,) = one.ledger.connection.execute(
                "SELECT sum(amount) FROM (SELECT amount FROM posting WHERE receipt_id IS NOT NULL"
                " UNION ALL SELECT amount FROM part_posting WHERE receipt_id IS NOT NULL)"
            ).fetchone()
            assert -posted == used
    assert not_charging.policy.grace


def test_a_period_before_anything_was_recorded_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    _small(path)
    version = version_of(policy_text("2"))
    with pytest.raises(InputError, match="nothing had been recorded by 2025-12-31"):
        backtest(path, version, version, date(2025, 12, 1), date(2025, 12, 31))
    with pytest.raises(InputError, match="ends before it begins"):
        backtest(path, version, version, FIRST, FIRST - timedelta(days=1))


def test_a_ledger_that_begins_within_the_period_says_so(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    _small(path)
    version = version_of(policy_text("2"))
    found = backtest(path, version, version, FIRST - timedelta(days=9), FIRST + timedelta(days=9))
    assert found.history_from == FIRST
    found = backtest(path, version, version, FIRST + timedelta(days=1), FIRST + timedelta(days=9))
    assert found.history_from is None


def test_what_was_published_and_approved_before_is_no_history(tmp_path: Path) -> None:
    path, text = tmp_path / "l.db", policy_text("0")
    earlier = FIRST - timedelta(days=20)
    with Ledger.create(path) as ledger:
        with ledger.writing(at=moment(earlier, 9), by="ana") as book:
            approval = Approval("ana", "the first")
            publish_checked(book, text, parse(text, "p.toml"), approval=approval)
        with ledger.writing(at=moment(FIRST, 9), by="ana") as book:
            book.append(AccountOpened("C1", "Ash", "business"), on=FIRST)
    version = version_of(policy_text("2"))
    assert backtest(path, version, version, earlier, FIRST).history_from == FIRST
