"""Compliance packs: read, and made part of a policy so that it is never looser than any of them.

Packs hold nothing but limits, and every limit that holds counts. So a policy with the limits of a pack
beside its own allows what both allow, and charges no more than either lets it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from collectrules.policy.conditions import Vocabulary
from collectrules.policy.folder import shipped_folder
from collectrules.policy.model import (
    Condition,
    ContactRule,
    DisputePeriod,
    Duty,
    Pack,
    PackRule,
    PackUse,
    Policy,
    Rule,
)
from collectrules.policy.report import Report
from collectrules.policy.rule_conditions import read_conditions
from collectrules.policy.shape import Conditions, Reading
from collectrules.policy.shape.pack import (
    PackContactHoursShape,
    PackContactLimitShape,
    PackFeeLimitShape,
    PackInterestLimitShape,
    PackRuleShape,
    PackShape,
)
from collectrules.policy.shape_faults import read_shape
from collectrules.policy.source import read_bytes, read_document

PackSource = Callable[[str], bytes]
"""Answers with the file of a pack."""
SECTIONS_OF_PACKS: Final = (
    "contact_limit", "contact_hours", "contact_consent", "fee_limit", "interest_limit"
)  # fmt: skip
"""The sections a pack may have: each only ever makes a policy stricter."""


def shipped_pack(id: str) -> bytes:
    """The file of a pack that comes with the program; raises `Faults` where there is none."""
    return read_bytes(shipped_folder() / "packs" / f"{id}.toml")


def read_pack(data: bytes, file: str) -> Pack:
    """The pack in `data`, the bytes of `file`; raises `Faults` with everything wrong in it."""
    source = read_document(data, file)
    report, document = Report(file, source.text), source.document
    head = document.get("pack")
    said = head.get("currency") if isinstance(head, dict) else None
    currency = said if isinstance(said, str) else None
    vocabulary = Vocabulary((currency,) if currency else (), currency, segments=(), stages=())
    conditions = read_conditions(document, vocabulary, report)
    shape = read_shape(document, Reading(currency), PackShape)
    if not isinstance(shape, PackShape):
        for fault in shape:
            report.keep(fault)
        report.close()
        raise AssertionError("a shape that cannot be read has faults")
    report.close()
    rules = [
        PackRule(
            section, _rule(each, conditions[section, number], shape), each.confidence, each.off
        )
        for section in SECTIONS_OF_PACKS
        for number, each in enumerate(getattr(shape, section))
    ]
    duties = [Duty(each.id, each.text, each.cite, each.confidence) for each in shape.duty]
    pack = shape.pack
    return Pack(
        id=pack.id,
        title=pack.title,
        version=pack.version,
        as_of=pack.as_of,
        place=pack.place,
        party=pack.party,
        debtor=pack.debtor,
        about=" ".join(pack.about.split()),
        currency=pack.currency,
        includes=pack.includes,
        rules=tuple(rules),
        results=shape.counted_otherwise(),
        periods=tuple(each.rule(pack.debtor, pack.holidays) for each in shape.dispute_period),
        duties=tuple(duties),
        sha256=source.sha256,
        text=source.text,
    )


def _rule(each: PackRuleShape, read: Conditions, shape: PackShape) -> Rule:
    if isinstance(each, PackFeeLimitShape | PackInterestLimitShape):
        return each.rule(read)
    rule: ContactRule = (
        each.rule(read, shape.pack.holidays)
        if isinstance(each, PackContactLimitShape | PackContactHoursShape)
        else each.rule(read)
    )
    return replace(
        rule,
        presumption=each.presumption,
        recounted=tuple(each.change for each in shape.counted_otherwise()),
    )


def packs_of(uses: Sequence[PackUse], source: PackSource = shipped_pack) -> dict[str, Pack]:
    """The packs that are named and all that they build on, by id, each once.

    Raises `Faults` where one cannot be read, or a pack builds on itself.
    """
    found: dict[str, Pack] = {}
    for use in uses:
        _add(use.id, source, (), found)
    return found


def _add(id: str, source: PackSource, on_the_way: tuple[str, ...], found: dict[str, Pack]) -> None:
    if id in found:
        return
    file = f"packs/{id}.toml"
    pack = read_pack(source(id), file)
    for number, other in enumerate(pack.includes):
        if other in (*on_the_way, id):
            report = Report(file, pack.text)
            way = " -> ".join((*on_the_way, id, other))
            report.add(
                "pack-cycle",
                f"the pack `{other}` builds on itself: {way}",
                ("pack", "includes", number),
                help="leave one of them out of `includes`",
            )
            report.close()
        _add(other, source, (*on_the_way, id), found)
    found[id] = pack


def with_packs(policy: Policy, source: PackSource = shipped_pack) -> Policy:
    """A policy with the limits of its packs beside its own, whatever the day and the currency."""
    if not policy.packs:
        return policy
    packs = packs_of(policy.packs, source)
    read = _with_rules(policy, tuple(_counting(policy, packs)), tuple(_periods(policy, packs)))
    return replace(read, packs_not_reaching=packs_not_reaching(policy, source))


def packs_not_reaching(policy: Policy, source: PackSource = shipped_pack) -> tuple[str, ...]:
    """The packs that a policy names and that do not count for it, because their law does not reach it."""
    packs = packs_of(policy.packs, source)
    return tuple(
        use.id for use in policy.packs if not packs[use.id].reaches(policy.collects_for, use)
    )


def pack_rules(policy: Policy, source: PackSource = shipped_pack) -> tuple[PackRule, ...]:
    """The rules of its packs that count for a policy, under names that say whose they are."""
    return tuple(_counting(policy, packs_of(policy.packs, source)))


def pack_periods(policy: Policy, source: PackSource = shipped_pack) -> tuple[DisputePeriod, ...]:
    """The periods of its packs that count for a policy, under names that say whose they are."""
    return tuple(_periods(policy, packs_of(policy.packs, source)))


def _counting(policy: Policy, packs: Mapping[str, Pack]) -> Iterator[PackRule]:
    for pack, use in _reaching(policy, packs):
        for each in pack.counting(use):
            yield replace(each, rule=_for_whom_it_is(pack, each))


def _periods(policy: Policy, packs: Mapping[str, Pack]) -> Iterator[DisputePeriod]:
    for pack, _ in _reaching(policy, packs):
        for each in pack.periods:
            yield replace(each, id=f"{pack.id}:{each.id}")


def _reaching(policy: Policy, packs: Mapping[str, Pack]) -> Iterator[tuple[Pack, PackUse]]:
    """The packs whose rules count for a policy, and how it names each."""
    uses = {use.id: use for use in policy.packs}
    for pack in packs.values():
        use = uses.get(pack.id, PackUse(pack.id))
        if pack.reaches(policy.collects_for, use):
            yield pack, use


def _for_whom_it_is(pack: Pack, each: PackRule) -> Rule:
    """A rule that asks whether the pack is about the debt at all, before what it asks itself."""
    when = each.rule.when
    if pack.debtor != "any":
        when = (Condition("debtor_kind", "equals", pack.debtor), *when)
    if each.section == "fee_limit":
        when = (Condition("currency", "equals", pack.currency), *when)
    return replace(each.rule, id=f"{pack.id}:{each.rule.id}", when=when)


def _with_rules(
    policy: Policy, rules: Sequence[PackRule], periods: tuple[DisputePeriod, ...]
) -> Policy:
    """The policy, as it reads now, later and by currency, with these rules after its own."""
    more: dict[str, Any] = {
        section: (
            *getattr(policy, section),
            *(each.rule for each in rules if each.section == section),
        )
        for section in SECTIONS_OF_PACKS
    }
    return replace(
        policy,
        **more,
        dispute_period=(*policy.dispute_period, *periods),
        later=tuple((day, _with_rules(then, rules, periods)) for day, then in policy.later),
        by_currency=tuple(
            (code, _with_rules(read, rules, periods)) for code, read in policy.by_currency
        ),
    )
