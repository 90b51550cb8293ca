"""From a policy file to a policy, or to every fault of the file at once."""

from __future__ import annotations

from pathlib import Path

from collectrules.money import is_currency
from collectrules.policy import model
from collectrules.policy.conditions import ConditionReader, Vocabulary
from collectrules.policy.meaning import DEFAULT_SEGMENT
from collectrules.policy.report import Report
from collectrules.policy.shape import Conditions, PolicyShape, Reading
from collectrules.policy.shape.base import found
from collectrules.policy.shape_faults import read_shape
from collectrules.policy.source import Source, read_bytes, read_document
from collectrules.policy.whole import RuleAt, Whole, check_whole, ids_of, rules_of


def load(path: Path | str) -> model.Policy:
    """The policy in the file at `path`; raises `Faults` with everything that is wrong in it."""
    return parse(read_bytes(Path(path)), str(path))


def parse(data: bytes, file: str) -> model.Policy:
    """The policy in `data`, the bytes of `file`; raises `Faults` with everything wrong in it."""
    return policy_in(read_document(data, file))


def policy_in(source: Source) -> model.Policy:
    """The policy a TOML document says; raises `Faults` with everything wrong in it."""
    report = Report(source.file, source.text)
    _check_language(source.document, report)
    vocabulary = _vocabulary(source.document)
    conditions = _conditions(source.document, vocabulary, report)
    check_whole(Whole(source.document, conditions), report)
    currency = vocabulary.currencies[0] if vocabulary.currencies else None
    shape = read_shape(source.document, Reading(currency))
    if isinstance(shape, PolicyShape):
        report.close()
        return _policy(shape, conditions, source.sha256)
    for fault in shape:
        report.keep(fault)
    report.close()
    raise AssertionError("a shape is refused with at least one fault")


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


def _vocabulary(document: dict[str, object]) -> Vocabulary:
    """What words and amounts are checked against, as far as it can be made out."""
    head = document.get("policy")
    given = head.get("currency") if isinstance(head, dict) else None
    codes = given if isinstance(given, list) else [given]
    known = [code for code in codes if isinstance(code, str) and is_currency(code)]
    return Vocabulary(
        currencies=tuple(known) if len(known) == len(codes) else (),
        segments=ids_of(document, "segment") or (DEFAULT_SEGMENT,),
        stages=ids_of(document, "stage"),
    )


def _conditions(
    document: dict[str, object], vocabulary: Vocabulary, report: Report
) -> dict[RuleAt, Conditions]:
    read = {}
    for section in model.SECTIONS.values():
        reader = ConditionReader(section, vocabulary, report)
        for path, rule in rules_of(document, section.name):
            when, unless = rule.get("when"), rule.get("unless")
            read[path] = Conditions(
                when=reader.table(when, (*path, "when")) if isinstance(when, dict) else (),
                any=reader.groups(rule.get("any"), (*path, "any")),
                unless=tuple((each,) for each in reader.table(unless, (*path, "unless")))
                if isinstance(unless, dict)
                else reader.groups(unless, (*path, "unless")),
            )
    return read


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
        review_by=head.review_by,
        reason=head.reason,
        rounding=head.rounding,
        ladder=model.Ladder(shape.ladder.enter, shape.ladder.ceiling or ""),
        segment=tuple(rule.rule(read("segment", n)) for n, rule in enumerate(shape.segment)),
        grace=tuple(rule.rule(read("grace", n)) for n, rule in enumerate(shape.grace)),
        hold=tuple(rule.rule(read("hold", n)) for n, rule in enumerate(shape.hold)),
        late_fee=tuple(rule.rule(read("late_fee", n)) for n, rule in enumerate(shape.late_fee)),
        stage=tuple(rule.rule(read("stage", n)) for n, rule in enumerate(shape.stage)),
        contact_limit=tuple(limit.rule() for limit in shape.contact_limit),
        write_off=tuple(rule.rule(read("write_off", n)) for n, rule in enumerate(shape.write_off)),
        priority=tuple(rule.rule(read("priority", n)) for n, rule in enumerate(shape.priority)),
        order=shape.worklist.order,
    )
