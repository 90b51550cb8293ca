"""What a policy file becomes. Each test's text is the file, so that it reads as an owner would."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

import pytest

from collectrules.policy.load import load, parse
from collectrules.policy.model import (
    Bands,
    Condition,
    ContactAction,
    Flat,
    Ladder,
    Percent,
    PlacementAction,
    TaskAction,
)
from tests.policy.texts import HEAD, READY, policy


def test_the_ready_policy_can_be_read() -> None:
    ready = load(READY)
    assert ready.id == "ready"
    assert [segment.id for segment in ready.segment] == ["consumer", "key-account", "standard"]
    assert ready.stage_ids[0] == "courtesy"
    assert ready.stage_ids[-1] == "agency"
    assert ready.ladder == Ladder("by-age", "first-call")
    assert {limit.level for limit in ready.contact_limit} == {"hard"}


def test_the_ready_policy_gives_a_reason_for_each_number() -> None:
    ready = load(READY)
    rules = [
        *ready.segment, *ready.grace, *ready.hold, *ready.late_fee, *ready.stage,
        *ready.contact_limit, *ready.write_off, *ready.priority,
    ]  # fmt: skip
    assert [rule.id for rule in rules if not rule.reason] == ["standard"]


def test_a_policy_needs_only_its_head() -> None:
    bare = policy("")
    assert bare.id == "corner-shop"
    assert bare.title == "Corner Shop: collection policy"
    assert bare.effective_from == date(2026, 1, 1)
    assert bare.currencies == ("GBP",)
    assert bare.time_zone == "UTC"
    assert bare.rounding == "half-up"
    assert bare.ladder == Ladder("first", "")
    assert (bare.segment, bare.grace, bare.stage) == ((), (), ())
    assert bare.order == ("score", "overdue_total", "oldest_days_past_due")


def test_the_hash_is_of_the_bytes_of_the_file() -> None:
    data = HEAD.encode()
    assert parse(data, "a").sha256 == hashlib.sha256(data).hexdigest()
    assert parse(data, "a").sha256 != parse(data + b"\n", "a").sha256


def conditions(rule: str, currency: str = '"GBP"') -> tuple[Condition, ...]:
    """The conditions of a priority, in a policy in which `key-account` is a segment."""
    read = policy(
        '[[segment]]\nid = "key-account"\n[[priority]]\nid = "it"\nscore = 1\n' + rule,
        currency=currency,
    )
    return read.priority[0].when


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("broken_promises = 0", [("equals", 0)]),
        ("broken_promises = [1, 2, 2]", [("one_of", (1, 2))]),
        ("broken_promises = { at_least = 1, below = 4 }", [("at_least", 1), ("below", 4)]),
        ("broken_promises = { above = 1, at_most = 4 }", [("above", 1), ("at_most", 4)]),
        ("broken_promises = { not = 3 }", [("not", 3)]),
        ("oldest_days_past_due = { at_least = -3 }", [("at_least", -3)]),
        ("overdue_total = { at_least = 1_000.05 }", [("at_least", 100_005)]),
        ("overdue_total = { at_least = 1_000 }", [("at_least", 100_000)]),
        ("overdue_total = { at_least = 1e3 }", [("at_least", 100_000)]),
        ("overdue_total = 0.10", [("equals", 10)]),
        ('promise = ["open", "broken"]', [("one_of", ("open", "broken"))]),
        ('promise = { not = "kept" }', [("not", "kept")]),
        ('promise = { not = ["kept", "none"] }', [("not", "kept"), ("not", "none")]),
        ('segment = "key-account"', [("equals", "key-account")]),
        ('currency = "GBP"', [("equals", "GBP")]),
    ],
)
def test_a_condition(written: str, read: list[tuple[str, object]]) -> None:
    found = [(each.comparison, each.value) for each in conditions(f"when.{written}")]
    assert found == read


def test_a_flag_is_true_or_false_and_never_a_number() -> None:
    hold = policy(
        '[[hold]]\nid = "a"\nwhen.disputed = true\nstops = ["stage"]\nclock = "stopped"\n'
    ).hold[0]
    assert hold.when == (Condition("disputed", "equals", True),)
    assert hold.when[0].value is True


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 1000), ("USD", 100_000), ("KWD", 10**6)])
def test_amounts_have_the_decimals_of_the_currency(currency: str, minor: int) -> None:
    (condition,) = conditions("when.overdue_total = { at_least = 1_000 }", f'"{currency}"')
    assert condition.value == minor


def test_amounts_are_meant_in_each_currency_alike() -> None:
    read = policy("", currency='["USD", "EUR"]')
    assert read.currencies == ("USD", "EUR")


def test_any_holds_groups_of_conditions() -> None:
    """
    [[priority]]
    any = [{ broken_promises = 0, invoices_paid = { at_least = 3 } }, { promise = "open" }]
    """
    (rule,) = policy(
        '[[priority]]\nid = "it"\nscore = 1\n'
        "any = [{ broken_promises = 0, invoices_paid = { at_least = 3 } }, "
        '{ promise = "open" }]\n'
    ).priority
    assert rule.when == ()
    assert rule.any == (
        (Condition("broken_promises", "equals", 0), Condition("invoices_paid", "at_least", 3)),
        (Condition("promise", "equals", "open"),),
    )


def test_each_line_of_unless_is_an_exception_by_itself() -> None:
    (rule,) = policy(
        '[[priority]]\nid = "it"\nscore = 1\nunless.promise = "open"\n'
        "unless.broken_promises = { at_least = 2 }\n"
    ).priority
    assert rule.unless == (
        (Condition("promise", "equals", "open"),),
        (Condition("broken_promises", "at_least", 2),),
    )


def test_unless_as_a_list_holds_groups() -> None:
    (rule,) = policy(
        '[[priority]]\nid = "it"\nscore = 1\n'
        'unless = [{ promise = "open", broken_promises = 0 }, { invoices_paid = 0 }]\n'
    ).priority
    assert rule.unless == (
        (Condition("promise", "equals", "open"), Condition("broken_promises", "equals", 0)),
        (Condition("invoices_paid", "equals", 0),),
    )


def charged(written: str) -> object:
    return policy(f'[[late_fee]]\nid = "fee"\ncharge = {written}\n').late_fee[0].charge


def test_a_charge_is_a_sum_a_percentage_or_bands() -> None:
    assert charged("{ amount = 15 }") == Flat(1500)
    assert charged('{ percent = 1.5, of = "balance" }') == Percent(Decimal("1.5"), "balance")
    assert charged(
        '{ bands = [{ below = 1_000.00, amount = 40.00 }, { amount = 70.00 }], of = "balance" }'
    ) == Bands(((100_000, 4000), (None, 7000)), "balance")


def test_a_step_is_a_contact_a_placement_or_a_task() -> None:
    stages = policy(
        """
[[stage]]
id = "call"
wait_days = 7
action = { channel = "call", script = "first-call", tone = "calm" }

[[stage]]
id = "agency"
approval = "owner"
action = { place_with = "northgate", contingency_percent = 12.5 }

[[stage]]
id = "off"
action = { task = "disconnect-the-meter" }
"""
    ).stage
    assert stages[0].action == ContactAction(("call",), script="first-call", tone="calm")
    assert (stages[0].wait_days, stages[0].approval) == (7, "none")
    assert stages[1].action == PlacementAction("northgate", Decimal("12.5"))
    assert (stages[1].wait_days, stages[1].approval) == (0, "owner")
    assert stages[2].action == TaskAction("disconnect-the-meter")


def test_a_rule_may_be_written_in_any_of_the_ways_of_toml() -> None:
    dotted = conditions('when.promise = "open"\nwhen.broken_promises = { at_least = 1 }')
    inline = conditions('when = { promise = "open", broken_promises = { at_least = 1 } }')
    table = conditions('[priority.when]\npromise = "open"\nbroken_promises.at_least = 1')
    assert dotted == inline == table


@pytest.mark.parametrize("data", [
    b"\xef\xbb\xbf" + HEAD.encode(),
    HEAD.replace("\n", "\r\n").encode(),
    HEAD.replace(" = ", "\t=\t").encode(),
    HEAD.rstrip().encode(),
])  # fmt: skip
def test_what_editors_do_to_a_file_changes_nothing(data: bytes) -> None:
    assert parse(data, "policy.toml").title == "Corner Shop: collection policy"
