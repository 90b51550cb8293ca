"""What counts as tried: a rule that decides, a threshold whose flip alone would have been seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from collectrules.policy.load import parse
from collectrules.policy.model import Policy
from collectrules.scenarios.coverage import Coverage, coverage
from collectrules.scenarios.play import play
from collectrules.scenarios.session import decided_rules, session
from tests.policy.texts import HEAD, READY
from tests.scenarios.playing import READY_POLICY, facts, read, timeline

FEE = parse(
    (
        HEAD
        + """
[[grace]]
id = "everyone"
days = 5

[[late_fee]]
id = "fee"
when.days_past_grace = { at_least = 1 }
when.balance         = { above = 50.00 }
charge = { amount = 15.00 }
"""
    ).encode(),
    "policy.toml",
)


def covered(*scenarios: str, policy: Policy = FEE) -> Coverage:
    named = (one.replace('"s"', f'"{number}"', 1) for number, one in enumerate(scenarios))
    file = read("\n".join(named), policy)
    return coverage(
        policy, [moment for one in file.scenarios for moment in play(policy, one).moments]
    )


def sides(of: Coverage, rule: str) -> dict[str, str]:
    return {one.name: one.sides for one in of.thresholds if one.rule == rule}


def status(of: Coverage, rule: str) -> str:
    (found,) = [one.status for one in of.rules if one.rule == rule]
    return found


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("days_past_grace = 1, balance = 50.01", {"days_past_grace": "met", "balance": "met"}),
        ("days_past_grace = 0, balance = 50.01", {"days_past_grace": "not met", "balance": "none"}),
        ("days_past_grace = 1, balance = 50.00", {"days_past_grace": "none", "balance": "not met"}),
        ("days_past_grace = 0, balance = 50.00", {"days_past_grace": "none", "balance": "none"}),
    ],
)
def test_a_threshold_is_tried_where_it_alone_decides(given: str, expected: dict[str, str]) -> None:
    assert sides(covered(facts(given, late_fee='"none"')), "fee") == expected


def test_nothing_is_tried_where_nobody_looks() -> None:
    of = covered(facts("days_past_grace = 1", segment='"standard"'))
    assert sides(of, "fee") == {"days_past_grace": "none", "balance": "none"}
    assert status(of, "fee") == "never"


def test_a_threshold_is_seen_through_what_follows_from_it() -> None:
    """A fee is seen in the charges, days of grace in the fee."""
    of = covered(facts("days_past_due = 5", charges="[]"))
    assert sides(of, "fee")["days_past_grace"] == "not met"
    assert status(of, "everyone") == "decided"


def test_both_sides_and_what_is_still_loose() -> None:
    of = covered(
        facts("days_past_grace = 3", late_fee='"fee"'),
        facts("days_past_grace = -1", late_fee='"none"'),
        facts("days_past_grace = 3, balance = 50.01", late_fee='"fee"'),
        facts("days_past_grace = 3, balance = 50.00", late_fee='"none"'),
    )
    assert sides(of, "fee") == {"days_past_grace": "both", "balance": "both"}
    assert [one.loose("GBP") for one in of.thresholds] == ["0 to 3", ""]
    assert of.complete


@pytest.mark.parametrize(
    ("comparison", "values", "loose"),
    [
        ("{ at_least = 10 }", (10, 9), ""),
        ("{ at_least = 10 }", (12, 7), "8 to 12"),
        ("{ above = 10 }", (11, 10), ""),
        ("{ above = 10 }", (12, 7), "7 to 11"),
        ("{ at_most = 10 }", (10, 11), ""),
        ("{ at_most = 10 }", (8, 12), "8 to 11"),
        ("{ below = 10 }", (9, 10), ""),
        ("{ below = 10 }", (8, 12), "9 to 12"),
        ("10", (10, 40), ""),
    ],
)
def test_how_loose_a_threshold_is(comparison: str, values: tuple[int, int], loose: str) -> None:
    """Every bound between the two says of both values what the bound of the policy says."""
    text = f'[[hold]]\nid = "h"\nwhen.days_past_due = {comparison}\nstops = ["stage"]\nclock = "running"\n'
    policy = parse((HEAD + text).encode(), "policy.toml")
    scenarios = [facts(f"days_past_due = {days}", stopped='"none"') for days in values]
    (threshold,) = covered(*scenarios, policy=policy).thresholds
    assert threshold.both
    assert threshold.loose("GBP") == loose


def test_groups_and_exceptions() -> None:
    text = """
[[priority]]
id = "p"
any = [{ broken_promises = { at_least = 1 } }, { disputed_total = { above = 0.00 }, overdue_invoices = 2 }]
unless.debtor_kind = "consumer"
score = 1
"""
    policy = parse((HEAD + text).encode(), "policy.toml")
    of = covered(
        facts("broken_promises = 1", priority='"p"'),
        facts('broken_promises = 1, debtor_kind = "consumer"', priority='"none"'),
        facts("disputed_total = 5.00", priority='"none"'),
        policy=policy,
    )
    assert sides(of, "p") == {
        "broken_promises": "both",
        "disputed_total": "none",
        "overdue_invoices": "not met",
        "debtor_kind": "both",
    }


def test_a_fee_of_the_account_is_tried_by_an_invoice_that_is_not_the_oldest() -> None:
    text = """
[[late_fee]]
id = "f"
charge = { amount = 5.00 }
per = "account"
"""
    policy = parse((HEAD + text).encode(), "policy.toml")
    (threshold,) = covered(facts("days_past_due = 9", late_fee='"f"'), policy=policy).thresholds
    assert (threshold.name, threshold.asks, threshold.sides) == ("per", "account", "met")


def test_a_rule_that_is_outranked_or_stopped() -> None:
    of = covered(
        facts('debtor_kind = "consumer", paid_last_12_months = 60_000', segment='"consumer"'),
        facts("disputed = true, days_past_grace = 1", late_fee='"none"', stage='"none"'),
        policy=READY_POLICY,
    )
    assert status(of, "key-account") == "outranked"
    assert status(of, "late-fee") == "outranked"
    assert status(of, "reminder") == "outranked"
    assert status(of, "second-reminder") == "never"
    assert status(of, "consumer") == "decided"


def test_a_wait_is_a_threshold_too() -> None:
    of = covered(
        facts('stage = "reminder", days_since_stage = 4, days_past_grace = 8', stage='"none"'),
        facts(
            'stage = "reminder", days_since_stage = 5, days_past_grace = 8',
            stage='"second-reminder"',
        ),
        policy=READY_POLICY,
    )
    assert sides(of, "second-reminder")["wait_days"] == "both"
    assert sides(of, "first-call")["wait_days"] == "none"


def test_a_limit_on_contacts() -> None:
    call = 'contact = { channel = "call", result = "NA" }'
    day = 'invoice = { number = "A1", amount = 500.00, due = 2026-03-31 }'
    allowed = "on = 2026-03-01\nexpect.allowed = { call = true }"
    of = covered(timeline(f"on = 2026-03-01\n{day}\n{call}", allowed), policy=READY_POLICY)
    assert status(of, "one-call-a-day") == "decided"
    assert sides(of, "one-call-a-day") == {"at_most": "not met"}
    assert status(of, "three-a-week") == "never"
    assert sides(of, "three-a-week") == {"at_most": "met"}


def test_the_ready_policy_is_tried_in_full() -> None:
    """Each rule decides, and each threshold is tried just where it lies: no other would pass."""
    tried = session([READY], covered=True)
    assert tried.diagnostics == ()
    assert [one.played.scenario.name for one in tried.outcomes if not one.passed] == []
    ((_, of),) = tried.coverage
    assert [one for one in of.rules if one.status != "decided"] == []
    assert [one for one in of.thresholds if not one.both or one.loose("USD")] == []
    assert of.complete


def test_the_rules_that_scenarios_decide(tmp_path: Path) -> None:
    path = tmp_path / "ready.toml"
    path.write_bytes(READY.read_bytes())
    assert decided_rules(READY_POLICY, path) == frozenset()
    text = facts("", segment='"standard"') + "\n" + facts("days_past_due = -3", stage='"courtesy"')
    (tmp_path / "ready.scenarios.toml").write_text(text.replace('"s"', '"t"', 1))
    (tmp_path / "other.scenarios.toml").write_text("# of another policy, with faults\n")
    assert decided_rules(READY_POLICY, path) == {("segment", "standard"), ("stage", "courtesy")}
