"""What each change does alone, and what becomes of accounts on a stage, as people read it and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from collectrules.money import format_minor, to_decimal
from collectrules.policy.words import joined
from collectrules.reports.page import Section, Table
from collectrules.review.attribution import Alone, Attribution, Effect, Figures
from collectrules.review.in_flight import InFlightChoice, Taken
from collectrules.review.places import Place
from collectrules.review.tell import counted, place_text

_MONEY: Final = ("owed", "fees", "interest", "provision", "written_off", "to_collect")
_SAID: Final = {
    "fees": "late fees",
    "interest": "interest",
    "provision": "provision",
    "written_off": "written off",
}
_WAYS: Final = {
    "keep": "stay where they are",
    "move": "move",
    "restart": "begin the ladder anew",
}
_HEAD: Final = {
    "effective_from": "the day from which it counts",
    "id": "what the policy is called",
}


def attribution_sections(found: Attribution) -> tuple[Section, ...]:
    """Each change with what it alone does, the interaction, and the whole, which they add up to."""
    rows = [
        *((change_text(each), *_row(each.effect)) for each in found.parts),
        ("only what they do together", *_row(found.interaction)),
        ("all changes together", *_row(found.whole)),
    ]
    header = ("change", "accounts", "owed by them", "what else is different", "contacts")
    table = Table(header, tuple(rows), words=(0, 3, 4), total=True)
    return (Section("What each change does alone", (table, *_beside(found))),)


def change_text(alone: Alone) -> str:
    """The change in a sentence, or all the changes that are one part."""
    said = [each.sentence.rstrip(".") for each in alone.changes]
    return "; ".join(said or map(_place_text, alone.part.places))


def _place_text(place: Place) -> str:
    """Where the versions differ, of what no sentence of the diff is about."""
    section, rule, what = place
    if section == "policy":
        return _HEAD.get(what, f"`{what}` of the policy")
    return f"{section} {rule}: {what}"


def _row(effect: Effect) -> tuple[str, ...]:
    figures = effect.figures.items()
    accounts = sum(each.accounts for _, each in figures)
    owed = [f"{format_minor(each.owed, code)} {code}" for code, each in figures if each.owed]
    return (
        str(accounts),
        joined(owed, "and") or "0",
        "; ".join(_else(effect)) or "nothing",
        ", ".join(f"{way} {number:+d}" for way, number in effect.contacts.items()) or "0",
    )


def _else(effect: Effect) -> Iterator[str]:
    for code, each in effect.figures.items():
        for name, label in _SAID.items():
            amount = getattr(each, name)
            if amount:
                yield f"{label} {'+' if amount > 0 else ''}{format_minor(amount, code)} {code}"


def _beside(found: Attribution) -> Iterator[str]:
    yield (
        "Each change is tried with all others left as they were. What they do together is the whole less"
        " each of them, so the lines add up; it is below 0 where several changes do the same."
    )
    if found.together:
        number = counted(len(found.together), "account moves", "accounts move")
        yield f"{number} only where several changes meet."
    if found.undone:
        number = counted(len(found.undone), "account", "accounts")
        yield f"{number} would move by one change alone, and by all together not."
    for each in found.parts:
        for stage, count in each.lost.items():
            yield (
                f"{change_text(each)}: alone, it leaves {counted(count, 'invoice', 'invoices')} on the stage"
                f" `{stage}`, which it takes away; here they begin the ladder anew."
            )
    if found.whole_only:
        number = counted(len(found.whole_only), "change", "changes")
        yield (
            f"{number} cannot be tried alone, because the versions have no currency in common and an amount"
            f" of one means nothing in the other: {'; '.join(each.sentence for each in found.whole_only)}."
        )
    if found.words:
        number = counted(len(found.words), "change decides", "changes decide")
        yield f"{number} nothing: {'; '.join(each.sentence for each in found.words)}."


def in_flight_sections(choice: InFlightChoice) -> tuple[Section, ...]:
    """What is to be done of accounts on each stage, in each of the ways."""
    if not choice.on_a_stage:
        said = "No account is on a stage: it makes no difference which of them the version says."
        return (Section("Accounts on a stage", (said,)),)
    rows = sorted({step for taken in choice.ways for step in taken.steps})
    header = ("on the stage", "then to be done", *(taken.way for taken in choice.ways))
    table = Table(
        header,
        tuple(
            (
                stage,
                place_text(listed),
                *(str(taken.steps.get((stage, listed), 0)) for taken in choice.ways),
            )
            for stage, listed in rows
        ),
        words=(0, 1),
    )
    return (Section("Accounts on a stage", (table, *map(_taken_text, choice.ways), _now(choice))),)


def _taken_text(taken: Taken) -> str:
    moves = [f"from {was} to {now}" for was, now in sorted(taken.in_flight.moves.items())]
    where = f" ({', '.join(moves)})" if moves else ""
    accounts, owed, more, contacts = _row(taken.effect)
    said = (
        f"{taken.way}, they {_WAYS[taken.way]}{where}: {counted(taken.moved, 'invoice', 'invoices')} put"
        f" elsewhere; with all else that changes, accounts treated differently: {accounts}, owed by them:"
        f" {owed}, what else is different: {more}, contacts: {contacts}."
    )
    lost = [f"{count} on `{stage}`" for stage, count in taken.side.lost.items()]
    if lost:
        said += f" It cannot be published so: the version has no stage for {joined(lost, 'and')}."
    return said


def _now(choice: InFlightChoice) -> str:
    return f"The version says: {_WAYS[choice.written]} (`{choice.written}`)."


def attribution_json(found: Attribution) -> dict[str, object]:
    """The same with every figure; amounts as decimal text."""
    return {
        "whole": _effect(found.whole),
        "changes": [
            {
                "id": each.part.id,
                "sentences": [change.sentence for change in each.changes],
                "effect": _effect(each.effect),
                "accounts": [_account(one.before) for one in each.moved],
                "lost": dict(each.lost),
                "tried": each.tried,
            }
            for each in found.parts
        ],
        "interaction": _effect(found.interaction),
        "only_together": [_account(each.before) for each in found.together],
        "text_only": [change.sentence for change in found.words],
        "not_tried_alone": [change.sentence for change in found.whole_only],
    }


def in_flight_json(choice: InFlightChoice) -> dict[str, object]:
    """The ways side by side."""
    return {
        "on_a_stage": dict(choice.on_a_stage),
        "written": choice.written,
        "ways": [
            {
                "way": taken.way,
                "moves": dict(taken.in_flight.moves),
                "invoices_moved": taken.moved,
                "lost": dict(taken.side.lost),
                "effect": _effect(taken.effect),
                "steps": [
                    {"stage": stage, "listed": listed, "accounts": number}
                    for (stage, listed), number in sorted(taken.steps.items())
                ],
            }
            for taken in choice.ways
        ],
    }


def _account(standing: object) -> dict[str, str]:
    return {name: str(getattr(standing, name)) for name in ("account", "currency")}


def _effect(effect: Effect) -> dict[str, object]:
    return {
        "currencies": {code: _figures(each, code) for code, each in effect.figures.items()},
        "contacts": dict(effect.contacts),
    }


def _figures(figures: Figures, currency: str) -> dict[str, object]:
    return {
        name: str(to_decimal(number, currency)) if name in _MONEY else number
        for name, number in asdict(figures).items()
    }
