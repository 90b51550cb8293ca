"""That limits are merged by strictness, proved: no numbers, whatever they are, make the result looser.

The fees of a run are cut one after the other, each by every limit that holds, as `worklist/charging.py` does;
`tests/worklist/test_charging.py` holds that to a slow computation on random ledgers.
"""

from __future__ import annotations

import pytest
import z3

FEES, LIMITS = 3, 2


def _least(one: z3.ArithRef, other: z3.ArithRef) -> z3.ArithRef:
    return z3.If(one < other, one, other)


def _cut(
    fees: list[z3.ArithRef], limits: list[tuple[z3.BoolRef, z3.ArithRef]], had: z3.ArithRef
) -> list[z3.ArithRef]:
    """What is charged of each fee in turn, after what the invoice had been charged before."""
    charged: list[z3.ArithRef] = []
    for fee in fees:
        amount, before = fee, had + sum(charged)
        for holds, most in limits:
            room = _least(amount, most - before)
            amount = z3.If(holds, z3.If(room > 0, room, 0), amount)
        charged.append(amount)
    return charged


def _proved(claim: z3.BoolRef, *given: z3.BoolRef) -> bool:
    solver = z3.Solver()
    solver.add(*given, z3.Not(claim))
    return solver.check() == z3.unsat


@pytest.fixture
def world() -> tuple[list[z3.ArithRef], list[tuple[z3.BoolRef, z3.ArithRef]], z3.ArithRef]:
    fees = [z3.Int(f"fee {n}") for n in range(FEES)]
    limits = [(z3.Bool(f"limit {n} holds"), z3.Int(f"limit {n}")) for n in range(LIMITS)]
    return fees, limits, z3.Int("charged before")


def test_no_fees_together_are_more_than_any_limit_that_holds(world: tuple) -> None:
    fees, limits, had = world
    sensible = [had >= 0, *(fee >= 0 for fee in fees)]
    total = had + sum(_cut(fees, limits, had))
    for holds, most in limits:
        within = z3.Or(total <= most, total == had)
        assert _proved(z3.Implies(holds, within), *sensible)


def test_no_fee_is_more_than_without_the_limits_and_none_is_less_than_nothing(world: tuple) -> None:
    fees, limits, had = world
    sensible = [had >= 0, *(fee >= 0 for fee in fees)]
    for fee, charged in zip(fees, _cut(fees, limits, had), strict=True):
        assert _proved(z3.And(charged >= 0, charged <= fee), *sensible)


def test_a_limit_more_never_makes_it_dearer(world: tuple) -> None:
    fees, limits, had = world
    sensible = [had >= 0, *(fee >= 0 for fee in fees)]
    fewer = sum(_cut(fees, limits[:-1], had))
    assert _proved(sum(_cut(fees, limits, had)) <= fewer, *sensible)


def test_the_proof_can_fail() -> None:
    """Without the cut the claim is not proved: it says something."""
    fee, most = z3.Ints("fee most")
    assert not _proved(fee <= most, fee >= 0)


def test_a_contact_is_let_through_only_where_each_rule_lets_it_through() -> None:
    """The gate asks every rule; with those of packs beside them it never lets through what one forbids."""
    own, packs = z3.Bools("own1 own2"), z3.Bools("pack1 pack2 pack3")
    merged = z3.And(*own, *packs)
    for part in (own, packs):
        assert _proved(z3.Implies(merged, z3.And(*part)))
