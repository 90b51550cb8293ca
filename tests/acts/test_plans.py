"""Plans from the agreement to their end: what is owed, when it is due meanwhile, and what a run writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from collectrules.acts.plans import PlanWanted, agree_plan, cancel_plan, plan_meant
from collectrules.acts.settling import SettlementWanted, agree_settlement
from collectrules.charges.agreements import PlanMade
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.errors import CollectrulesError, InputError, Refused
from collectrules.ledger.events import Disputed, Posted, Reversed
from collectrules.ledger.verify import verify
from tests.acts.books import AT, Firm


def day(text: str) -> date:
    return date.fromisoformat(text)


def agree(firm: Firm, on: str = "2026-02-11", **more: object) -> PlanMade:
    more = {"account": firm.account, "on": day(on), **more}
    dry_run = bool(more.pop("dry_run", False))
    return agree_plan(firm.ledger, PlanWanted(**more), at=AT, by="ana", dry_run=dry_run)


def facts(firm: Firm, on: str, number: str = "A") -> dict[str, object]:
    known = known_invoices(firm.ledger.connection, Moment.on(day(on)))
    return next(one.facts for one in known if one.number == number)


def state(firm: Firm, on: str) -> str:
    return plan_meant(firm.ledger, firm.account, None, day(on), standing=False).state


def test_what_is_owed_is_parted_in_the_instalments_of_the_offer(firm: Firm) -> None:
    """1,000.00 and the fixed sum of 40.00: 346.66, 346.66, 346.68; the first 9 days from 11 February."""
    firm.run("2026-02-01")
    plan = agree(firm)
    assert (plan.amount, plan.rule, plan.broken_after_days) == (104_000, "thirds", 5)
    assert [(str(each.due_on), each.amount) for each in plan.instalments] == [
        ("2026-02-20", 34_666),
        ("2026-03-20", 34_666),
        ("2026-04-20", 34_668),
    ]
    assert [each.number for each in plan.invoices] == ["A"]
    assert verify(firm.ledger) == []


def test_its_invoice_is_due_with_the_first_instalment_that_is_not_covered(firm: Firm) -> None:
    firm.run("2026-02-01")
    agree(firm)
    assert facts(firm, "2026-02-10")["days_past_due"] == 10
    assert facts(firm, "2026-02-10")["plan"] == "none"
    assert facts(firm, "2026-02-11")["days_past_due"] == -9
    assert facts(firm, "2026-02-11")["plan"] == "open"
    assert facts(firm, "2026-02-20")["overdue_total"] == 0
    assert facts(firm, "2026-02-21")["days_past_due"] == 1
    assert facts(firm, "2026-02-21")["overdue_total"] == 100_000
    firm.pay_fees(4_000, "2026-02-22")
    firm.pay(30_665, "2026-02-22")
    assert facts(firm, "2026-02-22")["days_past_due"] == 2
    firm.pay(1, "2026-02-23")
    assert facts(firm, "2026-02-23")["days_past_due"] == -25
    assert facts(firm, "2026-02-23")["balance"] == 69_334


def test_a_broken_plan_restores_what_it_suspended(firm: Firm) -> None:
    """The ladder goes on where it was, days past due as at first, and monthly fees are for each month."""
    assert firm.run("2026-02-01").stages == {"reminder": 1}
    agree(firm)
    assert firm.run("2026-02-20").worklist == {}
    missed = firm.run("2026-02-25")
    assert (missed.agreements, missed.worklist) == ({}, {"reminder": 1})
    broken = firm.run("2026-04-01")
    assert broken.agreements == {"plans broken": 1}
    assert facts(firm, "2026-04-01")["days_past_due"] == 60
    assert facts(firm, "2026-04-01")["plan"] == "broken"
    assert facts(firm, "2026-04-01")["plans_broken"] == 1
    assert broken.worklist == {"reminder": 1}
    # 31 days past due on 3 March: the months of 3 March and, from 3 April, no second one yet
    assert firm.rows("SELECT rule, period, amount FROM charge ORDER BY seq") == [
        ("fixed-sum", 0, 4_000),
        ("monthly", 1, 500),
    ]
    events = firm.events()
    assert firm.run("2026-04-01").agreements == {}
    assert firm.events() == events


@pytest.mark.parametrize(
    ("paid_on", "state_then"), [("2026-02-25", "open"), ("2026-02-26", "broken")]
)
def test_the_last_day_on_which_an_instalment_may_still_arrive(
    firm: Firm, paid_on: str, state_then: str
) -> None:
    agree(firm)
    firm.pay(33_333, paid_on)
    firm.run("2026-03-10")
    assert state(firm, "2026-03-10") == state_then


def test_a_plan_is_kept_when_all_has_arrived_and_a_bounce_takes_that_back(firm: Firm) -> None:
    agree(firm)
    firm.pay(33_333, "2026-02-20")
    firm.pay(33_333, "2026-03-20")
    last = firm.pay(33_334, "2026-04-20")
    assert firm.run("2026-04-20").agreements == {"plans kept": 1}
    assert state(firm, "2026-04-20") == "kept"
    firm.write(Reversed(last, "it bounced"), "2026-04-22")
    assert firm.run("2026-04-22").agreements == {}
    assert state(firm, "2026-04-22") == "open"
    assert facts(firm, "2026-04-22")["days_past_due"] == 2
    assert firm.run("2026-04-26").agreements == {"plans broken": 1}
    assert facts(firm, "2026-04-26")["days_past_due"] == 85


def test_a_payment_that_comes_to_light_later_mends_a_plan_that_seemed_broken(firm: Firm) -> None:
    agree(firm)
    assert firm.run("2026-03-01").agreements == {"plans broken": 1}
    firm.pay(33_333, "2026-02-24")
    assert firm.run("2026-03-02").agreements == {}
    assert state(firm, "2026-03-02") == "open"
    assert facts(firm, "2026-03-02")["days_past_due"] == -18


def test_it_stays_broken_where_something_else_was_agreed_since(firm: Firm) -> None:
    agree(firm)
    firm.run("2026-03-01")
    agree(firm, "2026-03-02", offer="thirds", approved_by="mara")
    firm.pay(33_333, "2026-02-24")
    assert firm.run("2026-03-02").agreements == {}
    found = firm.rows(
        "SELECT outcome FROM plan_end WHERE seq NOT IN (SELECT reversed_seq FROM reversal)"
    )
    assert found == [("broken",)]


def test_what_was_paid_before_it_is_not_paid_again(firm: Firm) -> None:
    """250.00 on the day of the agreement, before it, are not in its sum; 10.00 after it count for it."""
    firm.pay(25_000, "2026-02-11")
    plan = agree(firm)
    assert plan.amount == 75_000
    firm.pay(1_000, "2026-02-11")
    now = plan_meant(firm.ledger, firm.account, None, day("2026-02-11"), standing=True)
    assert now.received == 1_000
    assert [each.paid for each in now.states] == [1_000, 0, 0]


def test_a_credit_note_comes_off_the_last_instalments(firm: Firm) -> None:
    agree(firm)
    firm.write(Posted(firm.a, "credit", -40_000), "2026-02-12")
    firm.pay(60_000, "2026-02-20")
    assert firm.run("2026-02-20").agreements == {"plans kept": 1}


def test_cancelled_by_hand_everything_is_due_as_before(firm: Firm) -> None:
    agree(firm)
    ended = cancel_plan(
        firm.ledger,
        firm.account,
        None,
        reason="they moved away",
        on=day("2026-02-15"),
        at=AT,
        by="ana",
    )
    assert (ended.state, ended.ended and ended.ended.reason) == ("cancelled", "they moved away")
    assert facts(firm, "2026-02-14")["plan"] == "open"
    assert facts(firm, "2026-02-15")["plan"] == "none"
    assert facts(firm, "2026-02-15")["days_past_due"] == 15
    firm.run("2026-05-01")
    assert state(firm, "2026-05-01") == "cancelled"
    with pytest.raises(InputError, match="has no open plan on 2026-05-01"):
        cancel_plan(
            firm.ledger, firm.account, None, reason="x", on=day("2026-05-01"), at=AT, by="ana"
        )


def test_a_run_before_the_day_for_which_it_was_cancelled_leaves_that_end(firm: Firm) -> None:
    agree(firm)
    cancel_plan(firm.ledger, firm.account, None, reason="x", on=day("2026-05-20"), at=AT, by="ana")
    firm.run("2026-05-10")
    assert state(firm, "2026-05-10") == "open"
    assert state(firm, "2026-05-20") == "cancelled"


def test_a_dry_run_writes_nothing_and_shows_the_same(firm: Firm) -> None:
    events = firm.events()
    shown = agree(firm, dry_run=True)
    assert firm.events() == events
    assert agree(firm).instalments == shown.instalments


def test_own_terms_are_for_the_owner_to_approve(firm: Firm) -> None:
    plan = agree(
        firm,
        instalments=5,
        every="fortnight",
        first=day("2026-02-27"),
        skip_holidays=True,
        approved_by="mara",
    )
    assert [str(each.due_on) for each in plan.instalments] == [
        "2026-02-27",
        "2026-03-13",
        "2026-03-27",
        "2026-04-10",
        "2026-04-24",
    ]
    assert plan.approved_by == "mara"


REFUSED = [
    ({"instalments": 4}, Refused, "that is more than the offer says: 3 instalments, one a month"),
    ({"first": day("2026-02-21")}, Refused, "is due by 2026-02-20, not on 2026-02-21"),
    ({"first": day("2026-02-10")}, InputError, "before the plan is agreed on 2026-02-11"),
    ({"offer": "third"}, InputError, "the policy has no such offer `third`"),
    ({"offer": "settle-at-80"}, InputError, "the policy has no such offer"),
    ({"currency": "EUR"}, Refused, "nothing of account `C-1` in EUR is overdue on 2026-02-11"),
    ({"instalments": 0}, InputError, "0 instalments are not possible"),
    ({"on": "2026-01-31"}, Refused, "nothing of account `C-1` is overdue on 2026-01-31"),
    ({"approved_by": "a\nb"}, InputError, "who approved it is not a name"),
    (
        {"instalments": 21, "approved_by": "mara"},
        Refused,
        "1,000.00 GBP in 21 instalments is less than 50.00 each",
    ),
]


@pytest.mark.parametrize(
    ("wanted", "kind", "said"), REFUSED, ids=[each[2][:30] for each in REFUSED]
)
def test_what_cannot_be_agreed_is_said_and_nothing_is_written(
    firm: Firm, wanted: dict[str, object], kind: type[CollectrulesError], said: str
) -> None:
    events = firm.events()
    with pytest.raises(kind, match=said.replace("(", r"\(")):
        agree(firm, **wanted)
    assert firm.events() == events


def test_an_invoice_is_in_one_agreement_at_a_time(firm: Firm) -> None:
    b = firm.issue("B", 50_000, due="2026-02-05")
    plan = agree(firm, invoices=(firm.a,))
    with pytest.raises(
        Refused, match=rf"`A` is part of the plan of 2026-02-11 \(event {plan.seq}\)"
    ):
        agree(firm, "2026-02-12", invoices=(b, firm.a))
    wanted = SettlementWanted(
        account=firm.account, invoices=(firm.a,), on=day("2026-02-12"), approved_by="mara"
    )
    with pytest.raises(Refused, match="`A` is part of the plan"):
        agree_settlement(firm.ledger, wanted, at=AT, by="ana")
    # all that is overdue and free is B alone
    other = agree(firm, "2026-02-12", approved_by="mara", offer="thirds")
    assert [each.number for each in other.invoices] == ["B"]


def test_one_that_would_contain_another_is_refused_too(firm: Firm) -> None:
    """A plan of 15 to 20 March lies wholly within one that would stand from 10 March on."""
    agree(firm, "2026-03-15")
    cancel_plan(firm.ledger, firm.account, None, reason="x", on=day("2026-03-20"), at=AT, by="ana")
    with pytest.raises(Refused, match="is part of the plan of 2026-03-15"):
        agree(firm, "2026-03-10", invoices=(firm.a,))
    with pytest.raises(Refused, match="is part of the plan of 2026-03-15"):
        agree(firm, "2026-03-19", invoices=(firm.a,))
    assert agree(firm, "2026-03-20", invoices=(firm.a,)).state == "open"


def test_disputed_and_settled_invoices_are_left_out(firm: Firm) -> None:
    b = firm.issue("B", 50_000, due="2026-02-05")
    firm.write(Disputed(b, "short"), "2026-02-06")
    assert [each.number for each in agree(firm).invoices] == ["A"]
    with pytest.raises(Refused, match="`B` is in dispute"):
        agree(firm, "2026-02-12", invoices=(b,))
    c = firm.issue("C", 1_000, due="2026-02-05")
    firm.pay(1_000, "2026-02-06", c)
    with pytest.raises(Refused, match="nothing is owed on invoice `C`"):
        agree(firm, "2026-02-12", invoices=(c,))


def test_instalments_are_in_one_currency(firm: Firm) -> None:
    firm.issue("E", 80_000, due="2026-02-05", currency="EUR")
    with pytest.raises(InputError, match="owes in EUR and GBP"):
        agree(firm)
    assert agree(firm, currency="EUR").amount == 80_000


def test_only_what_the_snapshot_showed_in_time_covers_an_instalment(tmp_path: Path) -> None:
    """A ledger fed by snapshots: the money shows on 1 March, in the first one from 25 February on."""
    from collectrules.ledger.events import SnapshotTaken

    firm = Firm(tmp_path / "shown.db")
    agree(firm)
    firm.write(SnapshotTaken("x", "x.csv", "0" * 64, "{}"), "2026-02-15")
    assert firm.run("2026-02-27").agreements == {"plans broken": 1}
    firm.pay(33_333, "2026-03-01", inferred=1)
    firm.write(SnapshotTaken("x", "x.csv", "0" * 64, "{}"), "2026-03-01")
    firm.run("2026-03-01")
    assert state(firm, "2026-03-01") == "open"
    firm.ledger.close()
