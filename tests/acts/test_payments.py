"""Money that arrives: what it is used for, what is held, and what is refused by name.

Amounts are minor units; the working stands beside each figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collectrules.charges.allocation import Named
from collectrules.errors import Refused
from collectrules.ledger.events import AccountOpened, DisputeEnded, Posted
from collectrules.ledger.verify import verify
from tests.acts.money import HEAD, Firm, day

CONTRACT = """
[[interest]]
id = "contract"
when.days_past_due = { at_least = 1 }
rate = { percent = 28.2, per = "year" }
day_count = "actual/365"
"""


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    firm = Firm(tmp_path / "books.db", HEAD)
    yield firm
    firm.ledger.close()


@pytest.fixture
def bearing(tmp_path: Path) -> Iterator[Firm]:
    """A firm that charges interest."""
    firm = Firm(tmp_path / "books.db", HEAD + CONTRACT)
    yield firm
    firm.ledger.close()


def owing_all(firm: Firm) -> int:
    """1,000.00 due on 22 February with a fee of 40.00, at 28.2 % a year.

    On 1 April, 38 days later, that is 1,000 x 0.282 x 38 / 365 = 29.3589, so 29.36, of interest.
    """
    invoice = firm.bill("A", 100_000, due="2026-02-22")
    firm.fee(invoice, 4_000, "2026-03-01")
    return invoice


def test_bgb_367(bearing: Firm) -> None:
    """Costs 40.00, interest 29.36, principal 1,000.00; 100.00 paid: 40.00 + 29.36 + 30.64; 969.36 left."""
    invoice = owing_all(bearing)
    done = bearing.pay(10_000, "2026-04-01")
    assert [(use.part, use.amount, use.left) for use in done.uses] == [
        ("costs", 4_000, 0),
        ("interest", 2_936, 0),
        ("principal", 3_064, 96_936),
    ]
    assert bearing.parts("2026-04-01", invoice) == (96_936, 0, 0)
    assert bearing.parts("2026-03-31", invoice) == (100_000, 4_000, 0)  # not in the books before


def test_bgb_497_3(tmp_path: Path) -> None:
    """Consumers: costs, principal, interest: 1,040.00 leaves the interest of 29.36 owed."""
    order = '[terms]\nallocation.within_invoice = ["costs", "principal", "interest"]\n'
    firm = Firm(tmp_path / "books.db", HEAD + order + CONTRACT)
    invoice = owing_all(firm)
    firm.pay(104_000, "2026-04-01")
    assert firm.parts("2026-04-01", invoice) == (0, 0, 2_936)
    assert firm.pay(3_000, "2026-05-20").unapplied == 64  # it bears no interest itself
    assert firm.parts("2026-05-20", invoice) == (0, 0, 0)
    firm.ledger.close()


def test_the_oldest_first_then_the_rest_is_held(firm: Firm) -> None:
    """700.00 for 300.00 due in January and 250.00 due in February: 150.00 is held."""
    older, newer = firm.bill("A", 30_000), firm.bill("B", 25_000, due="2026-02-28")
    done = firm.pay(70_000, "2026-03-01")
    assert done.unapplied == 15_000
    assert done.why == "by policy harbour 1"
    assert (firm.parts("2026-03-01", older)[0], firm.parts("2026-03-01", newer)[0]) == (0, 0)
    assert firm.unapplied("2026-03-01") == 15_000
    assert firm.ageing("2026-03-01")["GBP"].outstanding == -15_000


def test_as_the_customer_says(firm: Firm) -> None:
    older, newer = firm.bill("A", 30_000), firm.bill("B", 25_000, due="2026-02-28")
    done = firm.pay(40_000, "2026-03-01", newer)
    assert done.why == "as the customer says"
    assert done.unapplied == 15_000  # 400.00 - 250.00, for nobody said what else
    assert firm.parts("2026-03-01", older) == (30_000, 0, 0)
    done = firm.pay(20_000, "2026-03-02", Named(older, 12_000))
    assert firm.parts("2026-03-02", older) == (18_000, 0, 0)
    assert done.unapplied == 8_000


def test_of_a_disputed_invoice_nothing_is_paid_unasked(firm: Firm) -> None:
    """12 CFR 1006.30(c)."""
    disputed, other = firm.bill("A", 30_000), firm.bill("B", 25_000, due="2026-02-28")
    dispute = firm.dispute(disputed, "2026-02-05")
    done = firm.pay(40_000, "2026-03-01")
    assert done.passed_over == ("A",)
    assert firm.parts("2026-03-01", disputed)[0] == 30_000
    assert firm.parts("2026-03-01", other)[0] == 0
    assert done.unapplied == 15_000
    firm.pay(5_000, "2026-03-02", disputed)
    assert firm.parts("2026-03-02", disputed)[0] == 25_000
    firm.write(DisputeEnded(dispute, "withdrawn"), "2026-03-03")
    assert [use.invoice for use in firm.apply("2026-03-03").uses] == ["A"]


def test_a_dispute_that_came_after_the_money_counts_too(firm: Firm) -> None:
    """Told late: the money is of 1 March, the invoice has been in dispute since the 5th."""
    disputed = firm.bill("A", 30_000)
    firm.dispute(disputed, "2026-03-05")
    assert firm.pay(10_000, "2026-03-01").unapplied == 10_000


def test_early_payment_on_account(tmp_path: Path) -> None:
    """7/10, 4/20, net 30 on 7,000.00 of 1 June: day 8, day 17, day 30; 2,000.00 left before the last."""
    firm = Firm(tmp_path / "books.db")
    invoice = firm.bill("A", 700_000, on="2026-06-01", due="2026-07-01")
    firm.pay(279_000, "2026-06-09")  # day 8: 2,790 / 0.93 = 3,000
    assert firm.parts("2026-06-09", invoice) == (400_000, 0, 0)
    firm.pay(192_000, "2026-06-18")  # day 17: 1,920 / 0.96 = 2,000
    assert firm.parts("2026-06-18", invoice) == (200_000, 0, 0)
    firm.pay(200_000, "2026-07-01")
    assert firm.parts("2026-07-01", invoice) == (0, 0, 0)
    given = firm.rows("SELECT amount, note FROM posting WHERE kind = 'credit' ORDER BY seq")
    assert given == [
        (-21_000, "early payment: 7 % within 10 days"),
        (-8_000, "early payment: 4 % within 20 days"),
    ]
    firm.ledger.close()


def test_what_paying_early_takes_off_is_said_by_the_terms_of_the_invoice_s_date(
    tmp_path: Path,
) -> None:
    """An invoice of before the policy was sold on other terms: nothing is off."""
    firm = Firm(tmp_path / "books.db")
    invoice = firm.bill("A", 100_000, on="2025-12-30", due="2026-01-29")
    firm.pay(93_000, "2026-01-05")
    assert firm.parts("2026-01-05", invoice)[0] == 7_000
    firm.ledger.close()


def test_a_discount_can_be_refused(tmp_path: Path) -> None:
    firm = Firm(tmp_path / "books.db")
    invoice = firm.bill("A", 100_000, on="2026-06-01", due="2026-07-01")
    firm.pay(93_000, "2026-06-02", discounts=False)
    assert firm.parts("2026-06-02", invoice)[0] == 7_000
    firm.ledger.close()


def test_money_that_came_early_takes_off_what_it_would_have_then(tmp_path: Path) -> None:
    """930.00 arrives on day 5 and is held; applied on day 25 it still settles 1,000.00."""
    firm = Firm(tmp_path / "books.db")
    invoice = firm.bill("A", 100_000, on="2026-06-01", due="2026-07-01")
    firm.pay(93_000, "2026-06-06", hold=True)
    firm.apply("2026-06-26")
    assert firm.parts("2026-06-26", invoice)[0] == 0
    firm.ledger.close()


def test_unapplied_cash_is_used_oldest_money_first(firm: Firm) -> None:
    first = firm.pay(3_000, "2026-01-05", currency="GBP", hold=True).receipts[0]
    second = firm.pay(4_000, "2026-01-06", hold=True).receipts[0]
    invoice = firm.bill("A", 5_000)
    done = firm.apply("2026-02-01", invoice)
    assert done.receipts == (first, second)
    assert (done.unapplied, firm.unapplied("2026-02-01")) == (2_000, 2_000)  # 30 + 40 - 50
    assert firm.unapplied("2026-01-31") == 7_000
    assert firm.rows("SELECT receipt_id, amount FROM posting ORDER BY seq") == [
        (first, -3_000),
        (second, -2_000),
    ]


def test_only_that_much_of_that_money(firm: Firm) -> None:
    firm.pay(3_000, "2026-01-05", hold=True)
    second = firm.pay(4_000, "2026-01-06", hold=True).receipts[0]
    invoice = firm.bill("A", 5_000)
    done = firm.apply("2026-02-01", receipts=(second,), amount=1_500)
    assert done.receipts == (second,)
    assert firm.parts("2026-02-01", invoice)[0] == 3_500
    with pytest.raises(Refused, match=r"30\.00 GBP is more than the 25\.00 GBP"):
        firm.apply("2026-02-02", receipts=(second,), amount=3_000)


def test_a_credit_note_goes_to_principal_and_not_to_fees(bearing: Firm) -> None:
    invoice = owing_all(bearing)
    note = bearing.bill("CN", -10_000, on="2026-03-01", due="2026-03-01")
    done = bearing.credit(note, "2026-04-01")
    assert bearing.parts("2026-04-01", invoice) == (90_000, 4_000, 2_936)
    assert bearing.parts("2026-04-01", note) == (0, 0, 0)
    assert done.left == 0
    with pytest.raises(Refused, match="`CN` has no credit"):
        bearing.credit(note, "2026-04-02")


def test_part_of_a_credit_note_and_to_fees_where_that_is_said(bearing: Firm) -> None:
    invoice = owing_all(bearing)
    note = bearing.bill("CN", -10_000, on="2026-03-01", due="2026-03-01")
    bearing.credit(note, "2026-04-01", amount=2_500)
    assert bearing.parts("2026-04-01", invoice) == (97_500, 4_000, 2_936)
    done = bearing.credit(note, "2026-04-01", invoice, parts=("costs", "interest"))
    assert bearing.parts("2026-04-01", invoice) == (97_500, 0, 0)
    assert done.left == 10_000 - 2_500 - 6_936


def test_what_was_paid_too_much_on_an_invoice_is_credit(firm: Firm) -> None:
    """Their books showed 120.00 paid on 100.00; the 20.00 pay another invoice."""
    paid, other = firm.bill("A", 10_000), firm.bill("B", 5_000)
    firm.write(Posted(paid, "payment", -12_000, 1), "2026-02-01")
    firm.credit(paid, "2026-02-02")
    assert firm.parts("2026-02-02", paid)[0] == 0
    assert firm.parts("2026-02-02", other)[0] == 3_000


def test_interest_that_was_corrected_after_it_was_paid_is_credit(bearing: Firm) -> None:
    """1,069.36 is paid on 1 April; then a credit of 500.00 of 4 March comes to light.

    Interest is then 1,000 x 0.282 x 10 / 365 + 500 x 0.282 x 28 / 365 = 7.7260 + 10.8164 = 18.54, so 10.82
    was paid too much, and 500.00 of the principal: 510.82 in all.
    """
    invoice = owing_all(bearing)
    bearing.pay(106_936, "2026-04-01")
    bearing.write(Posted(invoice, "credit", -50_000), "2026-03-04")
    other = bearing.bill("B", 60_000, on="2026-04-01", due="2026-05-01")
    done = bearing.credit(invoice, "2026-04-06")
    assert bearing.parts("2026-04-06", invoice) == (0, 0, 0)
    assert bearing.parts("2026-04-06", other)[0] == 60_000 - 51_082
    assert done.left == 0


def test_money_told_late_pays_no_more_than_is_left_today(firm: Firm) -> None:
    """100.00 arrived on the 2nd and was not told; on the 3rd 60.00 of the 100.00 owed was credited."""
    invoice = firm.bill("A", 10_000)
    firm.write(Posted(invoice, "credit", -6_000), "2026-03-03")
    done = firm.pay(10_000, "2026-03-02")
    assert done.unapplied == 6_000
    assert firm.parts("2026-03-02", invoice)[0] == 6_000
    assert firm.parts("2026-03-03", invoice)[0] == 0


def test_a_dry_run_says_the_same_and_writes_nothing(firm: Firm) -> None:
    invoice, before = firm.bill("A", 10_000), firm.events()
    tried = firm.pay(12_000, "2026-03-02", dry_run=True)
    assert firm.events() == before
    assert tried == firm.pay(12_000, "2026-03-02")
    assert firm.parts("2026-03-02", invoice)[0] == 0


def test_the_largest_amount_and_one_more(firm: Firm) -> None:
    invoice = firm.bill("A", 10**15)
    with pytest.raises(Refused, match="is larger than any amount a ledger takes"):
        firm.pay(10**15 + 1, "2026-03-01")
    assert firm.pay(10**15, "2026-03-01").unapplied == 0
    assert firm.parts("2026-03-01", invoice)[0] == 0
    assert verify(firm.ledger) == []


@pytest.mark.parametrize(
    ("amount", "on", "message"),
    [
        (0, "2026-03-01", r"a payment of 0\.00 GBP is no payment"),
        (-5, "2026-03-01", "is no payment"),
        (100, "2027-12-03", "2027-12-03 has not come yet"),
    ],
)
def test_what_is_no_payment(firm: Firm, amount: int, on: str, message: str) -> None:
    firm.bill("A", 10_000)
    before = firm.events()
    with pytest.raises(Refused, match=message):
        firm.pay(amount, on)
    assert firm.events() == before


def test_a_day_that_has_begun_somewhere(firm: Firm) -> None:
    firm.bill("A", 10_000)
    evening = datetime(2026, 9, 10, 11, tzinfo=UTC)  # one in the morning of the 11th in Kiribati
    firm.pay(100, "2026-09-11", at=evening)
    with pytest.raises(Refused, match="has not come yet"):
        firm.pay(101, "2026-09-11", at=datetime(2026, 9, 10, 9, 59, tzinfo=UTC))


def test_what_is_named_and_cannot_be_paid(firm: Firm) -> None:
    invoice, note = firm.bill("A", 10_000), firm.bill("CN", -500)
    euro = firm.bill("E", 10_000, currency="EUR")
    later = firm.bill("L", 10_000, on="2026-03-10", due="2026-04-10")
    other = firm.write(AccountOpened("C-2", "Beech", "business"), "2026-01-01")
    theirs = firm.bill("T", 10_000, account=other)
    before = firm.events()
    for named, message in {
        Named(invoice, 10_001): r"100\.01 GBP is more than the 100\.00 GBP left to pay on `A`",
        Named(invoice, 0): r"0\.00 GBP is no sum to pay an invoice with",
        Named(invoice, 20_001): r"200\.01 GBP is named for invoices, and only 200\.00 GBP arrived",
        Named(note): "`CN` is a credit note",
        Named(euro): "invoice `E` is in EUR, and the money in GBP",
        Named(later): "invoice `L` was issued on 2026-03-10, after 2026-03-01",
        Named(theirs): "invoice `T` is another account's",
        Named(9_999): "the ledger has no invoice with the id 9999",
    }.items():
        with pytest.raises(Refused, match=message):
            firm.pay(20_000, "2026-03-01", named)
    with pytest.raises(Refused, match="`A` is named twice"):
        firm.pay(20_000, "2026-03-01", invoice, invoice)
    with pytest.raises(Refused, match="nothing is left to pay on `A` of its costs"):
        firm.pay(20_000, "2026-03-01", invoice, parts=["costs"])
    assert firm.events() == before


def test_money_of_before_the_first_invoice_is_held(firm: Firm) -> None:
    """An invoice dated after the money is not there yet on its day: it is paid once it is."""
    invoice = firm.bill("A", 10_000, on="2026-03-10", due="2026-04-10")
    assert firm.pay(10_000, "2026-03-01").unapplied == 10_000
    with pytest.raises(Refused, match="`C-1` owes nothing in GBP on 2026-03-09"):
        firm.apply("2026-03-09")
    firm.apply("2026-03-10")
    assert firm.parts("2026-03-10", invoice)[0] == 0


def test_money_in_a_currency_they_were_never_billed_in(firm: Firm) -> None:
    firm.bill("A", 10_000)
    with pytest.raises(Refused, match="account `C-1` has no invoice in EUR, only in GBP"):
        firm.pay(10_000, "2026-03-01", currency="EUR")
    assert firm.pay(10_000, "2026-03-01", currency="EUR", hold=True).unapplied == 10_000
    assert firm.ageing("2026-03-01")["EUR"].outstanding == -10_000


def test_the_same_money_twice(firm: Firm) -> None:
    firm.bill("A", 10_000)
    told = firm.pay(1_000, "2026-03-01", reference="TT 77").receipts[0]
    for reference in ("TT 77", " TT 77 "):
        with pytest.raises(
            Refused, match=rf"reference `TT 77` is recorded already, as event {told}"
        ):
            firm.pay(1_000, "2026-03-01", reference=reference)
    firm.pay(1_000, "2026-03-01", reference="TT 78")
    firm.pay(1_000, "2026-03-02", reference="TT 77")
    firm.pay(1_001, "2026-03-01", reference="TT 77")
    firm.pay(1_000, "2026-03-01", reference="TT 77", again=True)
    firm.bounce(firm.pay(900, "2026-03-01").receipts[0], "2026-03-02")
    firm.pay(900, "2026-03-01")  # the first one bounced: it is other money


def test_without_any_policy_money_goes_where_it_usually_does(tmp_path: Path) -> None:
    firm = Firm(tmp_path / "books.db", HEAD)
    invoice = firm.bill("A", 10_000, on="2025-01-01", due="2025-01-31")
    done = firm.pay(4_000, "2025-02-01")
    assert done.why == "by no policy was in force: the usual order"
    assert firm.parts("2025-02-01", invoice)[0] == 6_000
    firm.ledger.close()


def test_a_promise_is_kept_by_money_whatever_it_was_used_for(firm: Firm) -> None:
    from collectrules.engine.gather import Moment
    from collectrules.engine.known import known_invoices
    from collectrules.ledger.events import Promised

    invoice = firm.bill("A", 10_000)
    firm.bill("B", 10_000, due="2026-05-31")
    firm.fee(invoice, 4_000, "2026-02-01")
    firm.write(Promised(firm.account, "GBP", 5_000, "2026-03-10"), "2026-03-01")

    def promise(on: str) -> object:
        known = known_invoices(firm.ledger.connection, Moment(day(on)))
        return known[0].facts["promise"], known[0].facts["paid_last_12_months"]

    assert promise("2026-03-05") == ("open", 0)
    firm.pay(4_000, "2026-03-06")  # all of it to the fee
    assert promise("2026-03-06") == ("open", 4_000)
    firm.pay(1_000, "2026-03-10", hold=True)
    assert promise("2026-03-11") == ("kept", 5_000)
