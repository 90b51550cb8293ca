"""Approvals, write-offs, recoveries, placements and discounts: what is owed before and after, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from collectrules.acts.approvals import ApprovalGiven, approve
from collectrules.acts.bounces import bounce_payment
from collectrules.acts.discounts import give_discount
from collectrules.acts.placements import end_placement
from collectrules.acts.plans import PlanWanted, agree_plan
from collectrules.acts.recoveries import recover, recover_by_agency
from collectrules.acts.terms import terms_of
from collectrules.acts.write_offs import WrittenOff, write_off
from collectrules.charges.placements import PlacementMade, placements
from collectrules.engine.gather import Moment
from collectrules.engine.known import known_invoices
from collectrules.errors import CollectrulesError, InputError, Refused
from collectrules.ledger.events import InterestSet, Reversed, StageStepped
from collectrules.ledger.verify import verify
from collectrules.reports.placements import PlacementLine, placement_lines
from collectrules.reports.vat_relief import vat_relief
from collectrules.worklist.other_steps import carry_out
from collectrules.worklist.versions import policy_in_force
from collectrules.worklist.waiting_approvals import waiting_approvals
from tests.acts.books import AT, POLICY, Firm

RATE = Decimal(20)


def day(text: str) -> date:
    return date.fromisoformat(text)


def let_go(firm: Firm, on: str, approved_by: str = "", reason: str = "gone") -> WrittenOff:
    whom = firm.ledger, firm.account, firm.a
    return write_off(*whom, reason=reason, approved_by=approved_by, on=day(on), at=AT, by="ana")


def approved(firm: Firm, rule: str, on: str, **more: object) -> ApprovalGiven:
    return approve(
        firm.ledger, firm.account, rule, reason="fine", on=day(on), at=AT, by="mara", **more
    )


def waits(firm: Firm, on: str) -> list[tuple[str, str, str]]:
    with firm.ledger.reading():
        found = waiting_approvals(firm.ledger, *policy_in_force(firm.ledger, day(on)), day(on))
    return [(each.section, each.rule, each.invoice.number) for each in found]


def at_the_agency(firm: Firm) -> None:
    """The reminder is done, and on 1 April 2026, 60 days past due, the agency stage is due."""
    firm.run("2026-02-01")
    firm.write(StageStepped(firm.a, "reminder", "done", 1), "2026-02-01")
    firm.run("2026-04-01")


def place(firm: Firm, on: str = "2026-04-01", approved_by: str = "mara") -> PlacementMade:
    carry_out(
        firm.ledger,
        *policy_in_force(firm.ledger, day(on)),
        account_id=firm.account.id,
        stage="agency",
        on=day(on),
        at=AT,
        by="ana",
        approved_by=approved_by,
    )
    (made,) = placements(firm.ledger.connection, day(on))
    return made


def test_all_parts_are_written_off_with_the_interest_of_that_day(tmp_path: Path) -> None:
    """1,000.00 at 10 % for the 29 days of 1 February to 1 March 2026: 100 x 29 / 365 = 7.9452."""
    agreed = '[[interest]]\nid = "agreed"\nrate = { percent = 10 }\n'
    firm = Firm(tmp_path / "interest.db", POLICY + agreed)
    firm.run("2026-02-01")
    firm.write(InterestSet(firm.a, "agreed", 1), "2026-02-01")
    written = let_go(firm, "2026-03-01", "mara")
    was = written.invoice
    assert (was.principal, was.costs, was.interest) == (100_000, 4_000, 795)
    assert firm.parts("2026-03-01") == (0, 0, 0)
    who = firm.rows("SELECT DISTINCT recorded_by FROM journal WHERE kind = 'part_posting'")
    assert who == [("ana, approved by mara",)]
    firm.run("2026-04-01")
    assert firm.parts("2026-04-01") == (0, 0, 0)
    firm.ledger.close()


def test_a_run_lets_small_debts_go_with_their_fees(firm: Firm) -> None:
    """995.00 of 1,000.00 are paid on the day before it is late, so that it bears no fee until the next."""
    firm.pay(99_500, "2026-01-30")
    firm.run("2026-02-01")
    assert firm.parts("2026-02-01") == (500, 4_000, 0)
    assert firm.run("2026-03-01").write_offs.amounts == {}
    assert firm.run("2026-03-02").write_offs.amounts == {"GBP": 500}
    assert firm.parts("2026-03-02") == (0, 0, 0)
    events = firm.events()
    firm.run("2026-03-02")
    assert firm.events() == events


def test_who_may_let_go(firm: Firm) -> None:
    with pytest.raises(Refused, match="no rule of the policy lets `A` go on 2027-01-30"):
        let_go(firm, "2027-01-30")
    with pytest.raises(
        Refused, match="the owner has to approve the write-off of `A` by `old` first"
    ):
        let_go(firm, "2027-01-31")
    with pytest.raises(Refused, match="the reason is missing"):
        let_go(firm, "2027-01-31", "mara", reason=" ")
    assert let_go(firm, "2027-01-31", "mara").rule == "old"
    with pytest.raises(Refused, match="nothing is owed on `A`"):
        let_go(firm, "2027-02-01", "mara")


def test_staff_may_by_a_rule_that_asks_nobody(firm: Firm) -> None:
    firm.pay(99_600, "2026-01-30")
    assert let_go(firm, "2026-03-02").rule == "small"


def test_what_is_in_a_plan_is_not_let_go(firm: Firm) -> None:
    wanted = PlanWanted(account=firm.account, on=day("2026-02-11"))
    agree_plan(firm.ledger, wanted, at=AT, by="ana")
    with pytest.raises(Refused, match="invoice `A` is part of the plan of 2026-02-11"):
        let_go(firm, "2026-02-12", "mara")


def test_approving_a_write_off_carries_it_out(firm: Firm) -> None:
    assert waits(firm, "2027-01-30") == []
    assert waits(firm, "2027-01-31") == [("write_off", "old", "A")]
    given = approved(firm, "old", "2027-01-31")
    assert [each.invoice.total for each in given.written_off] == [100_000]
    assert firm.parts("2027-01-31") == (0, 0, 0)
    assert waits(firm, "2027-01-31") == []
    with pytest.raises(Refused, match="may be written off by `old`"):
        approved(firm, "old", "2027-01-31")


def test_approving_a_stage_lets_staff_carry_it_out(firm: Firm) -> None:
    at_the_agency(firm)
    assert waits(firm, "2026-04-01") == [("stage", "agency", "A")]
    with pytest.raises(Refused, match="the owner has to approve `agency` first"):
        place(firm, approved_by="")
    assert approved(firm, "agency", "2026-04-01").invoices == ("A",)
    assert waits(firm, "2026-04-01") == []
    with pytest.raises(Refused, match="`agency` of account `C-1` was approved before"):
        approved(firm, "agency", "2026-04-01")
    assert place(firm, approved_by="").place_with == "northgate"


@pytest.mark.parametrize(
    ("rule", "kind", "said"),
    [
        (
            "agenci",
            InputError,
            "the policy has no rule `agenci` that asks for the owner's approval",
        ),
        ("reminder", InputError, "no rule `reminder` that asks"),
        ("agency", Refused, "no invoice of account `C-1` waits at the stage `agency`"),
        ("old", Refused, "nothing of account `C-1` may be written off by `old`"),
        ("settle-at-80", Refused, "the offer `settle-at-80` does not hold"),
    ],
)
def test_what_nobody_waits_for(
    firm: Firm, rule: str, kind: type[CollectrulesError], said: str
) -> None:
    events = firm.events()
    with pytest.raises(kind, match=said):
        approved(firm, rule, "2026-02-10")
    assert firm.events() == events


def test_what_is_placed_is_off_the_ladder_until_it_is_back(firm: Firm) -> None:
    """1,045.00 are owed at 60 days, of which 10 % are likely lost; they keep a quarter: 705.37."""
    at_the_agency(firm)
    made = place(firm)
    assert (made.amount, made.contingency_percent, made.rule) == (104_500, 25, "agency")
    assert made.expected_net == 70_537
    (known,) = known_invoices(firm.ledger.connection, Moment.on(day("2026-04-10")))
    assert known.facts["placed"] is True
    assert firm.run("2026-04-10").worklist == {}
    end_placement(
        firm.ledger,
        firm.account,
        None,
        "recalled",
        reason="slow",
        on=day("2026-05-01"),
        at=AT,
        by="a",
    )
    assert firm.run("2026-05-01").worklist == {"letter": 1}
    (over,) = placements(firm.ledger.connection, day("2026-05-01"))
    assert (over.state, over.ended and over.ended.on) == ("recalled", day("2026-05-01"))
    with pytest.raises(InputError, match="has no open placement"):
        end_placement(
            firm.ledger,
            firm.account,
            None,
            "closed",
            reason="x",
            on=day("2026-05-02"),
            at=AT,
            by="a",
        )


def test_what_the_agency_recovers_pays_the_debt_and_they_keep_their_share(firm: Firm) -> None:
    """400.01: 45.00 fees, 355.01 principal; they keep 25 % = 100.0025, so 100.00; 300.01 come to us."""
    at_the_agency(firm)
    place(firm)
    found, placed = recover_by_agency(
        firm.ledger, firm.account, None, 40_001, on=day("2026-05-02"), at=AT, by="ana"
    )
    assert [(each.part, each.amount) for each in found.uses] == [
        ("costs", 4_500),
        ("principal", 35_501),
    ]
    assert found.owed_again == ()
    assert (found.share, placed.recovered, placed.net) == (10_000, 40_001, 30_001)
    assert firm.parts("2026-05-02") == (64_499, 0, 0)
    with firm.ledger.reading():
        lines = placement_lines(firm.ledger.connection, day("2026-05-02"))
    assert lines == [
        PlacementLine("northgate", "GBP", 1, 104_500, 0, 0, 40_001, 10_000, 30_001, 70_537)
    ]
    with pytest.raises(Refused, match=r"a share of 5\.01 of 5\.00 is not possible"):
        recover_by_agency(
            firm.ledger, firm.account, None, 500, share=501, on=day("2026-05-03"), at=AT, by="ana"
        )


def test_what_the_agency_recovers_of_what_was_written_off_is_owed_and_paid_again(
    firm: Firm,
) -> None:
    at_the_agency(firm)
    place(firm)
    let_go(firm, "2026-06-01", "mara")
    found, placed = recover_by_agency(
        firm.ledger, firm.account, None, 200_000, on=day("2026-07-01"), at=AT, by="ana"
    )
    assert [(each.part, each.amount) for each in found.owed_again] == [
        ("costs", 4_500),
        ("principal", 100_000),
    ]
    assert [(each.part, each.amount) for each in found.uses] == [
        ("costs", 4_500),
        ("principal", 100_000),
    ]
    assert (found.unapplied, placed.recovered) == (95_500, 200_000)
    assert firm.parts("2026-07-01") == (0, 0, 0)


def test_money_on_a_lost_debt_takes_the_write_off_back_by_as_much(firm: Firm) -> None:
    """40.00 + 1,000.00 were lost; 250.00 arrive: 40.00 fees and 210.00 of the principal; 790.00 stay lost."""
    firm.run("2026-02-01")
    let_go(firm, "2026-02-02", "mara")
    whom = firm.ledger, firm.account, firm.a
    found = recover(*whom, 25_000, on=day("2026-09-01"), at=AT, by="ana")
    parts = [("costs", 4_000), ("principal", 21_000)]
    assert [(each.part, each.amount) for each in found.owed_again] == parts
    assert [(each.part, each.amount) for each in found.uses] == parts
    assert firm.parts("2026-09-01") == (0, 0, 0)
    lost = firm.rows("SELECT sum(amount) FROM posting WHERE kind = 'write_off'")
    assert lost == [(-79_000,)]
    (relief,) = vat_relief(firm.ledger.connection, day("2026-09-01"), RATE)
    assert (relief.written_off, relief.vat, relief.status) == (79_000, 13_167, "claimable")
    with pytest.raises(Refused, match=r"only 790\.00 GBP of `A` was written off"):
        recover(*whom, 79_001, on=day("2026-09-02"), at=AT, by="ana")
    recover(*whom, 79_000, on=day("2026-09-02"), at=AT, by="ana")
    assert vat_relief(firm.ledger.connection, day("2026-09-02"), RATE) == []
    assert verify(firm.ledger) == []


def test_money_on_a_lost_debt_that_bounces_leaves_it_lost(firm: Firm) -> None:
    firm.run("2026-02-01")
    let_go(firm, "2026-02-02", "mara")
    found = recover(
        firm.ledger, firm.account, firm.a, 25_000, on=day("2026-09-01"), at=AT, by="ana"
    )
    bounce_payment(
        firm.ledger,
        receipt_id=found.receipt,
        reason="no cover",
        on=day("2026-09-03"),
        terms=terms_of(firm.ledger, firm.account.id, day("2026-09-03")),
        at=AT,
        by="ana",
    )
    assert firm.parts("2026-09-03") == (0, 0, 0)
    (relief,) = vat_relief(firm.ledger.connection, day("2026-09-03"), RATE)
    assert relief.written_off == 100_000


def test_what_is_still_owed_is_no_recovery(firm: Firm) -> None:
    whom = firm.ledger, firm.account, firm.a
    with pytest.raises(Refused, match=r"1,000\.00 GBP is still owed on `A`"):
        recover(*whom, 100, on=day("2026-09-01"), at=AT, by="ana")
    let_go(firm, "2026-09-01", "mara")
    with pytest.raises(Refused, match=r"0\.00 GBP is no money"):
        recover(*whom, 0, on=day("2026-09-01"), at=AT, by="ana")


def test_relief_is_too_early_claimable_and_too_late(firm: Firm) -> None:
    """Due on 31 January 2026: from 1 August 2026 until 31 July 2030."""
    let_go(firm, "2026-03-01", "mara")

    def status(on: str) -> str:
        (found,) = vat_relief(firm.ledger.connection, day(on), RATE)
        return found.status

    assert status("2026-07-31") == "too early"
    assert status("2026-08-01") == "claimable"
    assert status("2030-07-31") == "claimable"
    assert status("2030-08-01") == "too late"


def test_a_discount_is_off_the_last_invoice_and_once(firm: Firm) -> None:
    """1 % of the 123.45 that the invoice is for: 1.2345, so 1.23."""
    b = firm.issue("B", 12_345, due="2026-03-01", on="2026-02-01")
    whom = firm.ledger, firm.account
    given = give_discount(*whom, on=day("2026-02-02"), at=AT, by="ana")
    assert (given.offer, given.credits) == ("thanks", (("B", 123),))
    assert firm.parts("2026-02-02", b) == (12_222, 0, 0)
    with pytest.raises(Refused, match="`thanks` was taken off `B` before"):
        give_discount(*whom, on=day("2026-02-03"), at=AT, by="ana")
    (taken,) = firm.rows("SELECT seq FROM posting WHERE kind = 'credit'")
    firm.write(Reversed(taken[0], "too kind"), "2026-02-03")
    assert give_discount(*whom, on=day("2026-02-03"), at=AT, by="ana").total == 123


def test_a_discount_on_what_is_overdue_adds_up(tmp_path: Path) -> None:
    """2.5 % of 1,000.00 + 0.55: 25.01375, so 25.01; 25.00 of them off A."""
    text = POLICY.replace('{ percent = 1, on = "next', '{ percent = 2.5, on = "next')
    firm = Firm(tmp_path / "over.db", text.replace("next-invoice", "what-is-overdue"))
    firm.issue("B", 55, due="2026-02-05")
    given = give_discount(firm.ledger, firm.account, on=day("2026-02-10"), at=AT, by="ana")
    assert given.credits == (("A", 2_500), ("B", 1))
    firm.ledger.close()
