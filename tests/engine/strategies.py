"""Random policies and random ledgers for hypothesis: small, but with everything that can meet in one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from collectrules.ledger.book import Book
from collectrules.ledger.events import (
    AccountChanged,
    AccountOpened,
    Charged,
    Contacted,
    Disputed,
    DisputeEnded,
    DueDateChanged,
    InterestBooked,
    InvoiceIssued,
    OverrideEnded,
    OverrideSet,
    PartPosted,
    PlanAgreed,
    PlanEnded,
    PolicyPublished,
    Posted,
    Promised,
    Received,
    Reversed,
    SnapshotTaken,
    StageMoved,
    StageStepped,
    TrialEnded,
    TrialStarted,
)
from collectrules.policy.facts import FACTS
from collectrules.policy.model import (
    SECTIONS,
    Bands,
    Charge,
    Combined,
    Condition,
    ContactAction,
    ContractRate,
    Credit,
    EveryDays,
    FeeLimit,
    Flat,
    ForEach,
    Grace,
    Hold,
    Interest,
    Ladder,
    LateFee,
    Offer,
    Percent,
    PerSum,
    PlacementAction,
    Policy,
    Priority,
    Provision,
    Rule,
    Segment,
    Settlement,
    Stage,
    Terms,
    Tiers,
    WriteOff,
)
from tests.engine import agreeing as random_agreements
from tests.engine.agreeing import agreeing, days
from tests.engine.drawing import of, whole

AS_OF = random_agreements.AS_OF
STAGES = ("s0", "s1", "s2", "s3")
SEGMENTS = ("big", "rest")
_NUMBERS = {
    "money": st.integers(-1, 40_000),
    "days": st.integers(-40, 130),
    "count": st.integers(0, 4),
    "number": st.integers(0, 31),
}
_DECIDED_LATER = {"segment", "days_past_grace"}
_EQUALS = st.sampled_from(["equals", "not"])
_COMPARISONS = st.sampled_from(["at_least", "at_most", "above", "below", "equals", "not", "one_of"])
_ONE_OF = {name: st.lists(some, min_size=1, max_size=3) for name, some in _NUMBERS.items()}
_YES = st.booleans()


def _words(name: str) -> tuple[str, ...]:
    named = {
        "segment": SEGMENTS,
        "stage": (*STAGES, "none"),
        "stages_done": STAGES,
        "passed_over": (*STAGES, "none"),
        "currency": ("USD", "CAD"),
    }
    return named.get(name) or FACTS[name].words


@cache
def _a_word(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(_words(name))


@cache
def _some_words(name: str) -> st.SearchStrategy[list[str]]:
    return st.lists(_a_word(name), min_size=1, max_size=3, unique=True)


@cache
@st.composite
def conditions(draw: st.DrawFn, names: tuple[str, ...]) -> Condition:
    fact = FACTS[draw(of(*names))]
    if fact.type == "flag":
        return Condition(fact.name, draw(_EQUALS), draw(_YES))
    if fact.type in {"word", "ids"}:
        if draw(_YES):
            return Condition(fact.name, draw(_EQUALS), draw(_a_word(fact.name)))
        return Condition(fact.name, "one_of", tuple(draw(_some_words(fact.name))))
    comparison = draw(_COMPARISONS)
    if comparison == "one_of":
        return Condition(fact.name, "one_of", tuple(draw(_ONE_OF[fact.type])))
    return Condition(fact.name, comparison, draw(_NUMBERS[fact.type]))


@cache
def allowed_facts(section: str) -> tuple[str, ...]:
    """The facts a section's rules may read: of its subject, and decided before it."""
    if section == "segment":
        return tuple(n for n, f in FACTS.items() if f.subject == "account" and n != "segment")
    if SECTIONS[section].subject == "account":
        return tuple(n for n, f in FACTS.items() if f.subject == "account")
    later = {"days_past_grace"} if section == "grace" else set()
    return tuple(n for n in FACTS if n not in later)


@cache
def _lists(section: str, least: int, most: int) -> st.SearchStrategy[list[Condition]]:
    return st.lists(conditions(allowed_facts(section)), min_size=least, max_size=most)


@cache
@st.composite
def bare_rules(draw: st.DrawFn, section: str, most: int = 3) -> dict[str, object]:
    """The conditions of a rule, as keyword arguments."""
    group = _lists(section, 1, 2)
    return {
        "when": tuple(draw(_lists(section, 0, most))),
        "any": tuple(tuple(draw(group)) for _ in range(draw(of(0, 0, 0, 2, 3)))),
        "unless": tuple(tuple(draw(group)) for _ in range(draw(of(0, 0, 0, 1, 2)))),
    }


@cache
def _several(section: str, most: int) -> st.SearchStrategy[list[dict[str, object]]]:
    return st.lists(bare_rules(section, 2), max_size=most)


def rules_of(section: str) -> st.SearchStrategy[list[Rule]]:
    return st.lists(bare_rules(section), max_size=8).map(
        lambda many: [Rule(id=f"r{n}", **one) for n, one in enumerate(many)]
    )


_BASES = st.sampled_from(["balance", "invoice_amount", "overdue_total", "outstanding_total"])
_COUNTS = st.sampled_from(["overdue_invoices", "open_invoices", "broken_promises"])
_TIMES = st.sampled_from(
    ["days_past_due", "days_past_grace", "months_past_due", "months_past_grace"]
)


_WAITS = st.sampled_from(
    [
        {},
        {},
        {"wait_days": 7},
        {"wait_days": 30},
        {"wait_working_days": 3},
        {"wait_working_days": 21},
    ]
)
_ACTIONS = st.one_of(
    st.just(ContactAction(("call",))),
    st.builds(PlacementAction, st.just("agency"), st.just(Decimal(25))),
)


@st.composite
def _bounds(draw: st.DrawFn) -> dict[str, int | None]:
    least = draw(of(0, 0, 300))
    return {
        "at_least": least,
        "at_most": draw(of(None, None, 300, 2_000)),
        "round_to": draw(of(0, 0, 5, 30, 1_000)),
        "round_above": draw(of(0, 0, 1_000)),
    }


_LEFT = _bounds()
_AMOUNTS_OF_FEES = st.integers(1, 5000)
_SUMS = st.integers(1, 9_000)
_FORMS, _PLAIN_FORMS = st.integers(0, 7), st.integers(0, 5)
_PERCENTS = st.decimals(Decimal("0.01"), Decimal(30), places=2)
_THREE_PERCENTS = st.lists(st.decimals(0, 30, places=1), min_size=3, max_size=3)
_COUNTS_AND_TIMES = st.one_of(_COUNTS, _TIMES)


@cache
def _few_charges(times: bool) -> st.SearchStrategy[list[Charge]]:
    return st.lists(charges(times=times, deep=False), min_size=2, max_size=3)


@cache
@st.composite
def charges(draw: st.DrawFn, *, times: bool, deep: bool = True) -> Charge:
    """Charges of every form; with `times` also such as count days and months."""
    amount, base = draw(_AMOUNTS_OF_FEES), draw(_BASES)
    more = draw(_LEFT)
    match draw(_FORMS if deep else _PLAIN_FORMS):
        case 0:
            return Flat(amount)
        case 1:
            percent = draw(_PERCENTS)
            return Percent(percent, base, **more)
        case 2:
            return PerSum(amount, draw(_SUMS), base, draw(_YES), **more)
        case 3:
            return ForEach(amount, draw(_COUNTS_AND_TIMES if times else _COUNTS), **more)
        case 4:
            return Bands(((1000, 100), (20_000, 250), (None, 900)), base)
        case 5:
            first, second = draw(of((100, 1_000), (5_000, 20_000)))
            percents = draw(_THREE_PERCENTS)
            return Tiers(tuple(zip((first, second, None), percents, strict=True)), base, **more)
        case _:
            how = draw(of("greater_of", "lesser_of", "sum_of"))
            parts = draw(_few_charges(times))
            return Combined(how, tuple(parts), **more)


_REPEATS = st.sampled_from(["never", "never", "monthly", "daily", EveryDays(2), EveryDays(30)])
_LIMITS = st.one_of(
    st.none(),
    st.builds(Flat, st.integers(0, 6_000)),
    st.builds(Percent, st.sampled_from([Decimal(10), Decimal("2.5")]), st.just("invoice_amount")),
)


@st.composite
def late_fees(draw: st.DrawFn, number: int, **said: object) -> LateFee:
    """A late fee that may take off what those above it charged; conditions and the like are `said`."""
    repeat = draw(_REPEATS)
    above = [f"f{n}" for n in range(number)]
    once = repeat == "never" and above and draw(_YES)
    per = draw(of("invoice", "invoice", "account"))
    if per == "account":
        said = {**said, "when": (Condition("oldest_overdue", "equals", True), *said["when"])}
    return LateFee(
        id=f"f{number}",
        charge=draw(charges(times=repeat == "never")),
        repeat=repeat,
        limit=draw(_LIMITS),
        less=tuple(above) if once else (),
        per=per,
        **said,
    )


def policies() -> st.SearchStrategy[Policy]:
    """Policies that read alike for all currencies, and some that do not."""
    return st.one_of(
        _policies(),
        _policies(),
        st.builds(_by_currency, _policies(), st.sampled_from([-5000, -3, 3, 100, 5000])),
    )


def _later(stage: Stage) -> Stage:
    """A stage that waits for two days more."""
    if stage.wait_working_days:
        return replace(stage, wait_working_days=stage.wait_working_days + 2)
    return replace(stage, wait_days=stage.wait_days + 2)


_OTHER_CLOCK = {"stopped": "running", "running": "stopped"}


def _by_currency(policy: Policy, more: int) -> Policy:
    """A policy with other numbers for one of its currencies."""

    def moved(condition: Condition) -> Condition:
        if FACTS[condition.fact].type in ("word", "ids", "flag"):
            return condition
        values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        more_of_each = tuple(int(value) + more for value in values)
        one = more_of_each if isinstance(condition.value, tuple) else more_of_each[0]
        return replace(condition, value=one)

    def rule(one: Rule) -> Rule:
        groups = {
            name: tuple(tuple(map(moved, group)) for group in getattr(one, name))
            for name in ("any", "unless")
        }
        return replace(one, when=tuple(map(moved, one.when)), **groups)

    other = replace(
        policy,
        **{name: tuple(map(rule, policy.section(name))) for name in SECTIONS},
    )
    other = replace(
        other,
        grace=tuple(replace(each, days=each.days + 3) for each in other.grace),
        hold=tuple(replace(each, clock=_OTHER_CLOCK[each.clock]) for each in other.hold),
        stage=tuple(_later(each) for each in other.stage),
        priority=tuple(replace(each, score=each.score + 1) for each in other.priority),
        late_fee=tuple(replace(each, charge=Flat(77)) for each in other.late_fee),
    )
    return replace(policy, by_currency=(("USD", policy), ("CAD", other)))


_STOPS = st.sets(of("stage", "late_fee", "interest", "write_off"), min_size=1)
_GRACE_DAYS = st.integers(0, 30)
_SHARES = st.fractions(0, 100, max_denominator=30)
_SCORES = st.integers(-5, 50)


@st.composite
def _policies(draw: st.DrawFn) -> Policy:
    def several(section: str, most: int) -> list[dict[str, object]]:
        return draw(_several(section, most))

    segments = [Segment(id="big", **draw(bare_rules("segment", 2))), Segment(id="rest")]
    graces = [
        Grace(id=f"g{n}", days=draw(_GRACE_DAYS), **one)
        for n, one in enumerate([*several("grace", 2), {}])
    ]
    dispute = Hold(
        id="dispute",
        when=(Condition("disputed", "equals", True),),
        stops=tuple(draw(_STOPS)),
        clock=draw(of("stopped", "running")),
    )
    holds = [
        Hold(id=f"h{n}", stops=("stage",), clock="running", **one)
        for n, one in enumerate(several("hold", 1))
    ]
    stages = [
        Stage(
            id=name,
            action=draw(_ACTIONS),
            **draw(_WAITS),
            working_days_only=draw(of(False, False, True)),
            **draw(bare_rules("stage", 2)),
        )
        for name in STAGES
    ]
    return Policy(
        id="random",
        title="Random",
        version="1",
        effective_from=draw(
            of(date(2020, 1, 1), date(2020, 1, 1), date(2026, 3, 1), date(2027, 1, 1))
        ),
        terms=Terms(rounding=draw(of("half-up", "half-even", "up", "down"))),
        currencies=("USD", "CAD"),
        sha256="0" * 64,
        holidays=draw(of("", "", "MT")),
        ladder=Ladder(draw(of("first", "by-age")), draw(of("", *STAGES))),
        segment=tuple(segments),
        grace=tuple(graces),
        hold=(dispute, *holds),
        interest=tuple(
            Interest(id=f"i{n}", rate=ContractRate(Decimal(8)), **one)
            for n, one in enumerate(several("interest", 2))
        ),
        offer=tuple(
            Offer(id=f"o{n}", terms=Settlement(Decimal(80), 14), **one)
            for n, one in enumerate(several("offer", 2))
        ),
        credit=tuple(
            Credit(id=f"c{n}", decision="hold-orders", **one)
            for n, one in enumerate(several("credit", 2))
        ),
        provision=tuple(
            Provision(first, last, draw(_SHARES))
            for first, last in draw(of((), ((1, 30), (31, None)), ((None, 0),)))
        ),
        late_fee=tuple(draw(late_fees(n, **one)) for n, one in enumerate(several("late_fee", 3))),
        fee_limit=tuple(
            FeeLimit(id=f"m{n}", most=draw(charges(times=True)), **one)
            for n, one in enumerate(several("fee_limit", 2))
        ),
        stage=tuple(stages),
        write_off=tuple(
            WriteOff(id=f"w{n}", approval=draw(of("none", "owner")), **one)
            for n, one in enumerate(several("write_off", 2))
        ),
        priority=tuple(
            Priority(id=f"p{n}", score=draw(_SCORES), **one)
            for n, one in enumerate(several("priority", 3))
        ),
    )


_AMOUNTS = st.integers(1, 30_000)
_MAY_REVERSE = (
    Posted, PartPosted, Promised, Contacted, Charged, StageStepped, OverrideSet, PlanAgreed, PlanEnded,
    Received,
)  # fmt: skip
_KINDS = of(
    "pay", "pay", "pay", "paid", "promise", "contact", "dispute",
    "end", "reverse", "step", "fee", "due", "change", "snapshot", "move", "part",
)  # fmt: skip
_BILLED = st.one_of(_AMOUNTS, _AMOUNTS, _AMOUNTS, st.integers(-900, -1))
_MAYBE_LATER = st.one_of(st.none(), days(-150, 3))


@st.composite
def histories(
    draw: st.DrawFn, *, put_under: bool = False, agreed: bool = True
) -> list[tuple[object, str]]:
    """Events of a small ledger with their days, in an order in which they may be appended.

    Unless not `agreed`, there are plans, settlements and placements among them. With `put_under`,
    invoices are put under policies beside the main one too, which it does not have.

    The first is a policy, so its seq is 1; accounts follow, then their invoices, then what happened.
    """
    events: list[tuple[object, str]] = [
        (PolicyPublished("random", "1", 1, hashlib.sha256(b"").hexdigest(), ""), "2020-01-01")
    ]
    accounts = range(2, 2 + draw(whole(1, 3)))
    for seq in accounts:
        kind = draw(of("business", "consumer"))
        events.append((AccountOpened(f"A{seq}", f"Name {seq}", kind), draw(days(-400, -200))))
    invoices = range(accounts.stop, accounts.stop + draw(whole(1, 7)))
    for seq in invoices:
        amount = draw(_BILLED)
        events.append(
            (
                InvoiceIssued(
                    draw(st.sampled_from(accounts)),
                    f"I{seq}",
                    draw(of("USD", "USD", "CAD")),
                    amount,
                    draw(days(-150, 20)),
                    draw(days(-100, 0)),
                    "x",
                ),
                draw(days(-190, 3)),
            )
        )
    for _ in range(draw(whole(0, 12))):
        if put_under and draw(whole(0, 3)) == 0:
            events += draw(_trying(f"t{len(events)}", len(events)))
        elif agreed and draw(whole(0, 3)) == 0:
            events += draw(agreeing(invoices, events))
        elif draw(whole(0, 1 if put_under else 3)) == 0:
            events.append(draw(_overriding(invoices, events, put_under=put_under)))
        elif draw(whole(0, 3)) == 0:
            events.append(draw(_money(accounts, invoices, events)))
        else:
            events.append(draw(_happenings(accounts, invoices, len(events), events)))
    return events


@st.composite
def _happenings(
    draw: st.DrawFn, accounts: range, invoices: range, count: int, events: list[tuple[object, str]]
) -> tuple[object, str]:
    invoice, account = draw(st.sampled_from(invoices)), draw(st.sampled_from(accounts))
    open_disputes = [
        n
        for n, (event, _) in enumerate(events, 1)
        if isinstance(event, Disputed)
        and not any(isinstance(e, DisputeEnded) and e.dispute_id == n for e, _ in events)
    ]
    reversed_ = {event.reversed_seq for event, _ in events if isinstance(event, Reversed)}
    may_reverse = [
        n
        for n, (event, _) in enumerate(events, 1)
        if n not in reversed_ and isinstance(event, _MAY_REVERSE)
    ]
    stepped = {(e.invoice_id, e.stage, e.step) for e, _ in events if isinstance(e, StageStepped)}
    moved = {e.invoice_id for e, _ in events if isinstance(e, StageMoved)}
    charged = {(e.invoice_id, e.rule, e.period) for e, _ in events if isinstance(e, Charged)}
    kind = draw(_KINDS)
    day = draw(days(-150, 3))
    amount = draw(_AMOUNTS)
    step = (
        invoice,
        draw(st.sampled_from(STAGES)),
        draw(of("due", "done", "passed")),
    )
    fee = (invoice, draw(of("f0", "f1")), draw(whole(0, 3)))
    move = StageMoved(invoice, "old", draw(of(*STAGES, "none")), 1)
    once = {
        "step": None if step in stepped else StageStepped(*step, 1),
        "fee": None if fee in charged else Charged(*fee, amount, 1),
        "move": None if invoice in moved else move,
    }
    fee = (invoice, draw(of("f0", "f1", "f2")), draw(whole(0, 3)))
    disputed = {e.invoice_id for e, _ in events if isinstance(e, Disputed)}
    match kind:
        case "paid":
            owed = next(e.amount for n, (e, _) in enumerate(events, 1) if n == invoice)
            return Posted(invoice, "payment", -owed, 0), day
        case "promise":
            return Promised(account, "USD", amount, draw(days(-60, 30))), draw(days(-90, 0))
        case "contact":
            direction, result = draw(of(("out", "NA"), ("out", "PTP"), ("in", "IN")))
            return Contacted(account, f"{day}T10:00:00.000000Z", "call", direction, result), day
        case "dispute" if invoice not in disputed:
            part = draw(of(None, None, 1, 500, 1_000_000))
            return Disputed(invoice, "short", part), day
        case "end" if open_disputes:
            return DisputeEnded(draw(st.sampled_from(open_disputes)), "settled"), day
        case "reverse" if may_reverse:
            return Reversed(draw(st.sampled_from(may_reverse)), "mistake"), day
        case "step" | "fee" | "move" if once[kind] is not None:
            return once[kind], day
        case "part":
            part = draw(of("costs", "interest"))
            why = draw(of("payment", "payment", "waiver", "credit"))
            return PartPosted(invoice, part, why, -amount, note="asked for"), day
        case "snapshot":
            return SnapshotTaken("x", "x.csv", "0" * 64, "{}"), day
        case "due":
            return DueDateChanged(invoice, draw(days(-120, 20))), day
        case "change":
            return AccountChanged(account, "New name", draw(of("business", "consumer"))), day
        case _:
            kind_ = draw(of("payment", "payment", "credit", "correction"))
            signed = amount if kind_ == "correction" else -amount
            return Posted(invoice, kind_, signed, draw(whole(0, 1))), day


@st.composite
def _money(
    draw: st.DrawFn, accounts: range, invoices: range, events: list[tuple[object, str]]
) -> tuple[object, str]:
    """Money that arrives and what it is used for, interest, a bank's fee, and what is waived."""
    invoice, day, amount = draw(st.sampled_from(invoices)), draw(days(-150, 3)), draw(_AMOUNTS)
    receipts = [n for n, (event, _) in enumerate(events, 1) if isinstance(event, Received)]
    part = draw(of("costs", "interest"))
    fees = {(e.invoice_id, e.rule) for e, _ in events if isinstance(e, Charged)}
    match draw(of("receipt", "receipt", "use", "use", "interest", "fee", "waiver")):
        case "use" if receipts:
            receipt = draw(st.sampled_from(receipts))
            if draw(_YES):
                kind = draw(of("payment", "payment", "credit"))
                return Posted(invoice, kind, -amount, receipt_id=receipt), day
            return PartPosted(invoice, part, "payment", -amount, None, receipt), day
        case "interest":
            kind = draw(of("accrual", "correction"))
            signed = amount if kind == "accrual" else -amount
            booked_on = draw(_MAYBE_LATER)
            later = booked_on if booked_on and booked_on > day else None
            return InterestBooked(invoice, kind, draw(days(-160, 0)), signed, later), day
        case "fee" if (invoice, "bank-fee") not in fees:
            return Charged(invoice, "bank-fee", 0, amount, 1), day
        case "waiver":
            return PartPosted(invoice, part, "waiver", -amount, note="goodwill"), day
        case _:
            account = draw(st.sampled_from(accounts))
            return Received(account, draw(of("USD", "CAD")), amount), day


@st.composite
def _overriding(
    draw: st.DrawFn, invoices: range, events: list[tuple[object, str]], *, put_under: bool
) -> tuple[object, str]:
    """An override of an invoice or of the whole account that owes it, or the end of one."""
    standing = [
        (n, day)
        for n, (event, day) in enumerate(events, 1)
        if isinstance(event, OverrideSet)
        and not any(isinstance(e, OverrideEnded) and e.override_id == n for e, _ in events)
    ]
    day = draw(days(-150, 3))
    if standing and draw(whole(0, 2)) == 0:
        seq, began = draw(st.sampled_from(standing))
        return OverrideEnded(seq, "over"), max(began, day)
    invoice = draw(st.sampled_from(invoices))
    more = ["policy", "policy", "policy"] if put_under else []
    kind = draw(of("leave_out", "leave_out", "grace", *more))
    last = date.fromisoformat(day) + timedelta(days=draw(whole(0, 120)))
    override = OverrideSet(
        account_id=events[invoice - 1][0].account_id,
        invoice_id=draw(of(invoice, None)),
        kind=kind,
        days=draw(whole(0, 40)) if kind == "grace" else None,
        policy_id=draw(of("b1", "b2")) if kind == "policy" else None,
        until_on=draw(of(None, last.isoformat())),
        reason="in court",
    )
    return override, day


@st.composite
def _trying(draw: st.DrawFn, name: str, after: int) -> list[tuple[object, str]]:
    """A trial, and sometimes its end."""
    began = draw(days(-60, 3))
    share = draw(of(1, 2_500, 5_000, 9_999))
    started = TrialStarted(name, draw(of("b1", "b2")), share, "which is better")
    ended = TrialEnded(after + 1, "seen enough"), max(began, draw(days(-60, 3)))
    return [(started, began), *([ended] if draw(_YES) else [])]


def write(book: Book, events: list[tuple[object, str]]) -> None:
    """Append a history."""
    for event, day in events:
        book.append(event, on=day)
