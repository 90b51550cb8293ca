"""The ladder against the limits of packs: they count as the policy's own do, under the pack's name."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from collectrules.policy.checks import Finding, Known, check_policy
from collectrules.policy.load import policy_in
from collectrules.policy.proof.prover import prover_for
from collectrules.policy.source import read_document

HEAD = """\
language = 1

[policy]
id = "agency"
title = "Agency"
version = "1"
effective_from = 2026-01-01
currency = "USD"
"""
CALLS = """
[[stage]]
id = "first-call"
when.days_past_due = { at_least = 8 }
action = { channel = "call" }

[[stage]]
id = "second-call"
when.days_past_due = { at_least = 10 }
wait_days = 2
action = { channel = "call" }

[[stage]]
id = "message"
when.days_past_due = { at_least = 12 }
wait_days = 3
action = { channel = "sms" }
"""
MASSACHUSETTS = """
[[contact_limit]]
id = "two-in-seven-days"
when.debtor_kind = "consumer"
channels    = ["call", "sms"]
at_most     = 2
within_days = 7
"""
"""What `us-massachusetts` says of calls, 940 CMR 7.04(1)(f), as a rule of one's own."""


def cadence_of(text: str, *, with_z3: bool = False) -> list[Finding]:
    policy = policy_in(read_document(text.encode(), "policy.toml"))
    known = Known(day=date(2026, 6, 1))
    checked = check_policy(policy, known, partial(prover_for, with_z3=with_z3))
    assert (checked.undecided, checked.unconfirmed) == ((), ())
    return [each for each in checked.found if each.code == "cadence"]


@pytest.mark.parametrize("with_z3", [True, False])
def test_a_limit_of_a_pack_is_filled_where_ones_own_would_be(*, with_z3: bool) -> None:
    (packs,) = cadence_of(HEAD + 'packs = ["us-massachusetts"]\n' + CALLS, with_z3=with_z3)
    (own,) = cadence_of(HEAD + CALLS + MASSACHUSETTS, with_z3=with_z3)
    assert packs.message == own.message.replace("`two-", "`us-massachusetts:two-")
    assert packs.notes[1:] == own.notes[1:]
    assert packs.path == ("policy", "packs", 0)
    assert "let the limit allow more" in own.help
    assert "let the limit allow more" not in packs.help


def test_a_longer_wait_keeps_to_the_pack() -> None:
    text = HEAD + 'packs = ["us-massachusetts"]\n' + CALLS
    assert cadence_of(text.replace("wait_days = 3", "wait_days = 5")) == []
    assert len(cadence_of(text.replace("wait_days = 3", "wait_days = 4"))) == 1


def test_a_pack_that_does_not_reach_the_business_is_left_out() -> None:
    four = "".join(
        f'\n[[stage]]\nid = "step-{n}"\nwhen.days_past_due = {{ at_least = {n} }}\n'
        'action = { channel = "email" }\n'
        for n in range(1, 5)
    )
    named = 'packs = ["us-washington"]\n'
    assert cadence_of(HEAD + named + four) == []
    (found,) = cadence_of(HEAD + 'collects_for = "others"\n' + named + four)
    assert found.message.startswith("the ladder asks for 4 attempts in 4 days, but `us-washington:")
    assert found.message.endswith("allows 3 in 7")


REG_F = """
[[stage]]
id = "first-call"
when.days_past_due = { at_least = 8 }
action = { channel = "call" }
"""


@pytest.mark.parametrize(
    ("named", "idle"),
    [
        ('packs = ["us-reg-f"]\n', ["us-reg-f"]),
        ('packs = ["us-massachusetts", "us-reg-f"]\n', ["us-reg-f"]),
        ('packs = ["us-massachusetts"]\n', []),
        ('packs = [{ id = "us-reg-f", voluntary = true }]\n', []),
        ('packs = ["us-reg-f"]\ncollects_for = "others"\n', []),
    ],
)
def test_a_pack_whose_law_does_not_reach_the_business_is_told(named: str, idle: list[str]) -> None:
    """12 CFR 1006.2(i): Regulation F binds who collects what is owed to others; 940 CMR 7.00 everybody."""
    policy = policy_in(read_document((HEAD + named + REG_F).encode(), "policy.toml"))
    checked = check_policy(policy, Known(day=date(2026, 6, 1)))
    found = [each for each in checked.found if each.code == "idle-pack"]
    assert [each.message.split("`")[1] for each in found] == idle
    packs = [use.id for use in policy.packs]
    assert [packs[int(each.path[-1])] for each in found] == idle
