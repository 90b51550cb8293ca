"""`collectrules policy packs`: the compliance packs, whom they reach, and what they do not see to."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common
from collectrules.cli.policy_explain import width
from collectrules.errors import InputError

if TYPE_CHECKING:
    from collectrules.policy.model import DisputePeriod, Pack, PackRule, Recounted

_PARTY: Final = {
    "any": "everybody who collects",
    "third": "who collects what is owed to others",
    "regulated": "firms of a regulated kind",
}
_DEBTS: Final = {
    "any": "all debts",
    "business": "debts of businesses",
    "consumer": "debts of consumers",
}
_READ: Final = {
    "primary": "read in the law or a faithful copy",
    "secondary": "read in an account of the law",
    "computed": "computed from what was read",
    "unconfirmed": "not confirmed: check before use",
}
NO_ADVICE: Final = "Not legal advice: law changes, and what counts for you is for a lawyer to say."


def packs(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PACK...", help="Packs to tell in full; else all of them, a line each."
        ),
    ] = None,
    *,
    json: common.JsonOption = False,
) -> None:
    """Show the compliance packs that a policy can name: what they limit, whom they reach, and what not."""
    from collectrules.policy.folder import pack_ids
    from collectrules.policy.packs import read_pack, shipped_pack

    known = pack_ids()
    for id in ids or ():
        if id not in known:
            raise InputError(f"no pack is called `{id}`", help=f"there is {', '.join(known)}")
    read = [read_pack(shipped_pack(id), f"packs/{id}.toml") for id in ids or known]
    if json:
        common.print_json([_as_json(pack) for pack in read])
        return
    lines = _listed(read) if not ids else _told(read)
    typer.echo("\n".join(map(common.printable, lines)))


def _listed(packs: Sequence[Pack]) -> Iterator[str]:
    rows = [
        (pack.id, pack.place, _whom(pack), len(pack.rules), len(pack.duties), pack.as_of)
        for pack in packs
    ]
    header = ("pack", "place", "reaches", "rules", "not seen to", "as of")
    yield from common.table(header, rows, right=frozenset({3, 4})).split("\n")
    yield ""
    yield NO_ADVICE
    yield "`collectrules policy packs PACK` tells one in full."


def _whom(pack: Pack) -> str:
    return f"{_PARTY[pack.party]}; {_DEBTS[pack.debtor]}"


def _told(packs: Sequence[Pack]) -> Iterator[str]:
    for number, pack in enumerate(packs):
        if number:
            yield ""
        yield pack.title
        yield f"`{pack.id}` version {pack.version}, the law as read on {pack.as_of}, {pack.place}"
        yield f"It reaches {_whom(pack)}."
        yield from textwrap.wrap(pack.about, width())
        yield ""
        yield "What it limits" if pack.rules else "It limits nothing by itself."
        for each in pack.rules:
            yield from _rule_lines(pack, each)
        if pack.results:
            yield ""
            yield "What counts otherwise for its limits"
        for result in pack.results:
            yield from _wrapped(f"{result.change.code}: {_otherwise(result.change)}")
            yield from _source(result.cite, result.confidence)
        if pack.periods:
            yield ""
            yield "How long they may dispute what is owed"
        for period in pack.periods:
            yield from _wrapped(f"{period.id}: {_lasting(period)}")
            yield from _source(period.cite, period.confidence)
        if pack.duties:
            yield ""
            yield "What it does not see to"
        for duty in pack.duties:
            yield from _wrapped(f"{duty.id}: {duty.text}")
            yield from _source(duty.cite, duty.confidence)
        yield ""
        yield NO_ADVICE


def _otherwise(change: Recounted) -> str:
    """What a result counts as: `no attempt, no contact`."""
    said = (
        ("attempt", change.attempt),
        ("contact", change.contact),
        ("conversation", change.conversation),
    )
    return ", ".join(
        f"{'no' if not flag else 'an' if name == 'attempt' else 'a'} {name}"
        for name, flag in said
        if flag is not None
    )


def _lasting(period: DisputePeriod) -> str:
    """From what on and how long: a sentence."""
    from collectrules.policy.contact_words import lasting_text

    said = lasting_text(period)
    return f"{said[0].upper()}{said[1:]}."


def _rule_lines(pack: Pack, each: PackRule) -> Iterator[str]:
    from collectrules.policy.sentences import rule_text

    state = "off: " if each.off else ""
    yield from _wrapped(f"{each.rule.id}: {state}{rule_text(each.rule, pack.currency or 'USD')}")
    if each.rule.reason:
        yield from textwrap.wrap(
            each.rule.reason, width(), initial_indent="      ", subsequent_indent="      "
        )
    yield from _source(each.rule.cite, each.confidence)


def _source(cite: str, confidence: str) -> list[str]:
    text = f"{cite} ({_READ[confidence]})"
    return textwrap.wrap(text, width(), initial_indent="      ", subsequent_indent="      ")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, width(), initial_indent="  ", subsequent_indent="      ")


def _as_json(pack: Pack) -> dict[str, object]:
    from collectrules.policy.sentences import rule_text

    return {
        "id": pack.id,
        "title": pack.title,
        "version": pack.version,
        "as_of": pack.as_of,
        "place": pack.place,
        "party": pack.party,
        "debtor": pack.debtor,
        "about": pack.about,
        "sha256": pack.sha256,
        "rules": [
            {
                "section": each.section,
                "id": each.rule.id,
                "off": each.off,
                "text": rule_text(each.rule, pack.currency or "USD"),
                "reason": each.rule.reason,
                "cite": each.rule.cite,
                "confidence": each.confidence,
            }
            for each in pack.rules
        ],
        "results": [
            {
                "code": each.change.code,
                "text": _otherwise(each.change),
                "cite": each.cite,
                "confidence": each.confidence,
            }
            for each in pack.results
        ],
        "dispute_periods": [
            {
                "id": each.id,
                "text": _lasting(each),
                "cite": each.cite,
                "confidence": each.confidence,
            }
            for each in pack.periods
        ],
        "duties": [
            {"id": duty.id, "text": duty.text, "cite": duty.cite, "confidence": duty.confidence}
            for duty in pack.duties
        ],
    }
