"""From a policy file to a policy, or to every fault of the file at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from collectrules.money import is_currency
from collectrules.policy import model
from collectrules.policy.conditions import Vocabulary
from collectrules.policy.meaning import DEFAULT_SEGMENT
from collectrules.policy.report import Report
from collectrules.policy.rule_conditions import read_conditions
from collectrules.policy.shape import Conditions, PolicyShape, Reading
from collectrules.policy.shape.base import found
from collectrules.policy.shape_faults import read_shape
from collectrules.policy.source import Source, read_bytes, read_document
from collectrules.policy.variants import (
    check_variants,
    days_of_change,
    differs_by_currency,
    resolve,
)
from collectrules.policy.whole import RuleAt, Whole, check_whole, ids_of

if TYPE_CHECKING:
    from collectrules.policy.packs import PackSource


def load(path: Path | str) -> model.Policy:
    """The policy in the file at `path`, with its packs; raises `Faults` with all that is wrong in it."""
    return parse(read_bytes(Path(path)), str(path))


def parse(data: bytes, file: str, packs: PackSource | None = None) -> model.Policy:
    """The policy in `data`, the bytes of `file`, with the limits of the packs it names beside its own.

    The packs are those that come with the program, where `packs` does not answer with others. Raises
    `Faults` with everything wrong in it.
    """
    policy = policy_in(read_document(data, file))
    if not policy.packs:
        return policy
    from collectrules.policy.packs import shipped_pack, with_packs

    return with_packs(policy, packs or shipped_pack)


def policy_in(source: Source) -> model.Policy:
    """The policy a TOML document says, by itself; raises `Faults` with everything wrong in it."""
    report, document = Report(source.file, source.text), source.document
    _check_language(document, report)
    currencies, start = _currencies(document), _start(document)
    check_variants(document, currencies, start, report)
    first = start or date.min
    days = [first, *(day for day in days_of_change(document) if day > first)]
    read = [_on(day, source, currencies, report) for day in days]
    report.close()
    return _joined(days, [policy for policy in read if policy is not None])


def _joined(days: Sequence[date], read: Sequence[model.Policy]) -> model.Policy:
    """The policy of the first day, with those of the days on which its values change."""
    later = tuple(zip(days[1:], read[1:], strict=True))
    return replace(read[0], later=later)


def _on(
    day: date, source: Source, currencies: tuple[str, ...], report: Report
) -> model.Policy | None:
    """The policy as it reads on a day; None where it cannot be read, which `report` then says."""
    if not differs_by_currency(source.document):
        return _read(day, currencies[0] if currencies else None, source, currencies, report)
    read = {code: _read(day, code, source, currencies, report) for code in currencies or (None,)}
    by_currency = tuple((code, policy) for code, policy in read.items() if code and policy)
    first = next(iter(read.values()))
    return first and replace(first, by_currency=by_currency)


def _read(
    day: date, currency: str | None, source: Source, currencies: tuple[str, ...], report: Report
) -> model.Policy | None:
    resolved = resolve(source.document, day, currency)
    document, report.origins = resolved.document, resolved.origins
    vocabulary = Vocabulary(
        currencies=currencies,
        amounts_in=currency,
        segments=ids_of(document, "segment") or (DEFAULT_SEGMENT,),
        stages=ids_of(document, "stage"),
    )
    conditions = read_conditions(document, vocabulary, report)
    check_whole(Whole(document, conditions), report)
    shape = read_shape(document, Reading(currency), PolicyShape)
    if isinstance(shape, PolicyShape):
        return _policy(shape, conditions, source.sha256)
    for fault in shape:
        report.keep(fault)
    return None


def _check_language(document: dict[str, object], report: Report) -> None:
    """Stop at once where the file is in another language: nothing else in it can be judged."""
    language = document.get("language", model.LANGUAGE)
    if type(language) is int and language != model.LANGUAGE:
        report.add(
            "unknown-language",
            f"the policy is in language {found(language).removeprefix('the number ')}; "
            f"this program reads language `{model.LANGUAGE}`",
            ("language",),
            help="use the version of collectrules the policy was written for",
        )
        report.close()


def _currencies(document: dict[str, object]) -> tuple[str, ...]:
    """The currencies the policy serves; none where that cannot be made out."""
    head = document.get("policy")
    given = head.get("currency") if isinstance(head, dict) else None
    codes = given if isinstance(given, list) else [given]
    known = [code for code in codes if isinstance(code, str) and is_currency(code)]
    return tuple(known) if len(known) == len(codes) else ()


def _start(document: dict[str, object]) -> date | None:
    """The day the policy counts from, where that can be made out."""
    head = document.get("policy")
    start = head.get("effective_from") if isinstance(head, dict) else None
    return start if isinstance(start, date) and not isinstance(start, datetime) else None


def _policy(shape: PolicyShape, conditions: dict[RuleAt, Conditions], sha256: str) -> model.Policy:
    def read(section: str, number: int) -> Conditions:
        return conditions[section, number]

    head = shape.policy
    return model.Policy(
        id=head.id,
        title=head.title,
        version=head.version,
        effective_from=head.effective_from,
        currencies=head.currency,
        sha256=sha256,
        time_zone=head.time_zone,
        holidays=head.holidays,
        review_by=head.review_by,
        reason=head.reason,
        collects_for=head.collects_for,
        packs=head.uses(),
        in_flight=head.flight(),
        terms=shape.terms.terms(),
        ladder=model.Ladder(shape.ladder.enter, shape.ladder.ceiling or ""),
        segment=tuple(rule.rule(read("segment", n)) for n, rule in enumerate(shape.segment)),
        grace=tuple(rule.rule(read("grace", n)) for n, rule in enumerate(shape.grace)),
        hold=tuple(rule.rule(read("hold", n)) for n, rule in enumerate(shape.hold)),
        late_fee=tuple(rule.rule(read("late_fee", n)) for n, rule in enumerate(shape.late_fee)),
        stage=tuple(rule.rule(read("stage", n)) for n, rule in enumerate(shape.stage)),
        fee_limit=tuple(rule.rule(read("fee_limit", n)) for n, rule in enumerate(shape.fee_limit)),
        interest_limit=tuple(
            rule.rule(read("interest_limit", n)) for n, rule in enumerate(shape.interest_limit)
        ),
        interest=tuple(rule.rule(read("interest", n)) for n, rule in enumerate(shape.interest)),
        offer=tuple(rule.rule(read("offer", n)) for n, rule in enumerate(shape.offer)),
        credit=tuple(rule.rule(read("credit", n)) for n, rule in enumerate(shape.credit)),
        provision=tuple(rule.provision() for rule in shape.provision),
        contact_limit=tuple(
            rule.rule(read("contact_limit", n), head.holidays)
            for n, rule in enumerate(shape.contact_limit)
        ),
        contact_hours=tuple(
            rule.rule(read("contact_hours", n), head.holidays)
            for n, rule in enumerate(shape.contact_hours)
        ),
        contact_consent=tuple(
            rule.rule(read("contact_consent", n)) for n, rule in enumerate(shape.contact_consent)
        ),
        dispute_period=tuple(rule.rule(head.holidays) for rule in shape.dispute_period),
        write_off=tuple(rule.rule(read("write_off", n)) for n, rule in enumerate(shape.write_off)),
        priority=tuple(rule.rule(read("priority", n)) for n, rule in enumerate(shape.priority)),
        order=shape.worklist.order,
    )
