"""The impact of a review in the shapes of JSON and CSV; amounts are decimal text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Final

from collectrules.money import to_decimal
from collectrules.review.impact import Total, blocked_by_rule, loads, matrix, totals
from collectrules.review.model import Impact, Moved, Side, Standing, Version
from collectrules.review.reasons import Reasons
from collectrules.review.tell import Work, why_text

_MONEY: Final = (
    "outstanding", "overdue", "to_collect", "fees", "interest", "written_off", "provision",
)  # fmt: skip
_OF_WHOM: Final = ("account_id", "account", "name", "currency")


def impact_json(impact: Impact, reasons: Reasons, work: Work) -> dict[str, object]:
    """The whole impact: totals, the matrix, contacts, what the gate blocks, every account that moved."""
    return {
        "as_of": impact.before.as_of.isoformat(),
        "before": _version(impact.before.version),
        "after": _version(impact.after.version),
        "capacity_hours": str(work.capacity) if work.capacity is not None else None,
        "sides": {
            name: _side(side, work)
            for name, side in (("before", impact.before), ("after", impact.after))
        },
        "matrix": {what: _matrix(impact, what) for what in ("listed", "stage")},
        "accounts": [_moved(each, reasons) for each in impact.moved],
    }


def _version(version: Version) -> dict[str, object]:
    policy = version.policy
    return {
        "name": version.name,
        "id": policy.id,
        "version": policy.version,
        "sha256": policy.sha256,
    }


def _side(side: Side, work: Work) -> dict[str, object]:
    return {
        "totals": {code: _total(total, code) for code, total in totals(side).items()},
        "contacts": {
            each.channel: {
                "allowed": each.allowed,
                "blocked": each.blocked,
                "minutes": str(each.minutes),
            }
            for each in loads(side, work.minutes)
        },
        "blocked_by": dict(blocked_by_rule(side)),
        "unserved": dict(side.unserved),
        "lost_stages": dict(side.lost),
        "moved_in_flight": side.moved,
    }


def _total(total: Total, currency: str) -> dict[str, object]:
    return {
        name: _amount(value, currency) if name in _MONEY else value
        for name, value in asdict(total).items()
    }


def _amount(minor: int, currency: str) -> str:
    return str(to_decimal(minor, currency))


def _matrix(impact: Impact, what: str) -> list[dict[str, object]]:
    return [
        {
            "currency": each.currency,
            "before": each.before,
            "after": each.after,
            "accounts": each.accounts,
            "amount": _amount(each.amount, each.currency),
        }
        for each in matrix(impact, what)
    ]


def _moved(moved: Moved, reasons: Reasons) -> dict[str, object]:
    return {
        "account": moved.before.account,
        "name": moved.before.name,
        "currency": moved.before.currency,
        "differs_in": list(moved.differs_in),
        "before": _standing(moved.before),
        "after": _standing(moved.after),
        "because": [asdict(each) for each in reasons.get(moved.before.key, ())],
    }


def _standing(standing: Standing) -> dict[str, object]:
    return {
        name: _value(name, value, standing.currency)
        for name, value in standing._asdict().items()
        if name not in _OF_WHOM
    }


def _value(name: str, value: object, currency: str) -> object:
    if name in _MONEY and isinstance(value, int):
        return _amount(value, currency)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def account_rows(moved: Sequence[Moved], reasons: Reasons) -> Iterator[dict[str, object]]:
    """A row for each account that moved, every figure before and after, for a spreadsheet."""
    for each in moved:
        row: dict[str, object] = {
            "account": each.before.account,
            "name": each.before.name,
            "currency": each.before.currency,
        }
        for name in (each for each in Standing._fields if each not in _OF_WHOM):
            for label, standing in (("before", each.before), ("after", each.after)):
                row[f"{name}_{label}"] = _cell(_standing(standing)[name])
        row["because"] = why_text(each, reasons.get(each.before.key, ()))
        yield row


def _cell(value: object) -> object:
    if isinstance(value, list):
        return " ".join(value)
    return ("yes" if value else "no") if isinstance(value, bool) else value
