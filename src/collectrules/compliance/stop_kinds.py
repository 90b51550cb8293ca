"""The kinds of stop: how long each holds, by which law, as the table has it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, cast

from collectrules.errors import InputError, Refused
from collectrules.ledger.events.gate import How, StopKind
from collectrules.policy.facts import closest
from collectrules.policy.model import Policy

LastDay = Literal["never", "may", "must"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorter:
    """A law by which a request of some form holds for some days only, unless it is confirmed in writing."""

    pack: str
    unless_pack: tuple[str, ...]
    """Packs that let such a request stand, and so go before."""
    how: How
    days: int
    confirm_within_days: int
    cite: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfStop:
    """One kind of stop."""

    kind: StopKind
    label: str
    last_day: LastDay
    """Whether a last day is given with it: never, may be, must be."""
    ends: str
    """How it ends, in words."""
    cite: str
    """The law; empty where it is none's."""
    confidence: str
    shorter: tuple[Shorter, ...] = ()


@cache
def kinds_of_stop() -> Mapping[StopKind, KindOfStop]:
    """Every kind of stop by its name, in the order of the table."""
    text = files("collectrules.compliance").joinpath("stop_kinds.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {cast(StopKind, kind): _kind(kind, row) for kind, row in tomllib.loads(text).items()}
    )


def _kind(kind: str, row: dict[str, Any]) -> KindOfStop:
    shorter = tuple(
        Shorter(**{**each, "unless_pack": tuple(each["unless_pack"])})
        for each in row.pop("shorter", [])
    )
    return KindOfStop(kind=cast(StopKind, kind), shorter=shorter, **row)


def kind_named(text: str) -> KindOfStop:
    """A kind of stop by its name, in capitals or not; raises `InputError` where there is none."""
    known = kinds_of_stop()
    wanted = text.strip().lower()
    for kind, found in known.items():
        if kind == wanted:
            return found
    near = closest(wanted, list(known))
    raise InputError(
        f"`{text}` is not a kind of stop",
        help=f"did you mean `{near}`?" if near else f"use one of {', '.join(known)}",
    )


@dataclass(frozen=True, slots=True)
class Term:
    """How long a stop holds."""

    until_on: date | None
    """The last day it counts by itself; None until it is ended."""
    shorter: Shorter | None = None
    """The law that makes it so short, where one does."""
    confirm_by: date | None = None
    """The last day on which a word in writing makes it hold until it is ended."""


def term_of(
    kind: KindOfStop, how: How, on: date, *, named: date | None, policy: Policy | None
) -> Term:
    """How long a stop set on a day holds; `named` is the last day that they, or we, named.

    A policy's packs decide where a law has it shorter: days are counted from the day after, so that the
    stop holds rather too long than too short. Raises `Refused` for a last day that cannot be, or is missing.
    """
    if named is not None:
        return Term(_named(kind, on, named))
    if kind.last_day == "must":
        raise Refused(
            f"`{kind.kind}` has a last day", help="name it with `--until`; nothing was written"
        )
    packs = _packs(policy)
    for each in kind.shorter:
        if each.how == how and each.pack in packs and packs.isdisjoint(each.unless_pack):
            last = on + timedelta(days=each.days)
            return Term(last, each, on + timedelta(days=each.confirm_within_days))
    return Term(None)


def _named(kind: KindOfStop, on: date, named: date) -> date:
    if kind.last_day == "never":
        raise Refused(
            f"`{kind.kind}` has no last day: it holds {kind.ends}",
            help="leave `--until` out, and end it with `collectrules stop end`",
        )
    if named < on:
        raise Refused(
            f"the last day, {named}, comes before the first, {on}",
            help="check the two days; nothing was written",
        )
    return named


def _packs(policy: Policy | None) -> frozenset[str]:
    """The packs of a policy that count."""
    if policy is None:
        return frozenset()
    return frozenset(each.id for each in policy.packs) - frozenset(policy.packs_not_reaching)
