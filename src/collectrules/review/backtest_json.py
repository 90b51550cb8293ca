"""What a back-test found, as data: amounts are exact decimals in text, days are ISO text."""

from __future__ import annotations

from collections.abc import Iterator

from collectrules.money import to_decimal
from collectrules.review.backtest import CANNOT_KNOW, Backtest
from collectrules.review.outcome import Days, Outcome, Total


def backtest_json(found: Backtest) -> dict[str, object]:
    """The whole of it."""
    return {
        "from": found.first,
        "to": found.last,
        "history_from": found.history_from,
        "history_to": found.history_to,
        "knew_nobody_before": found.knew_nobody,
        "minutes": {name: float(each) for name, each in found.minutes.items()},
        "by_themselves_within_days": found.within_days,
        "before": _outcome(found.before),
        "after": _outcome(found.after),
        "escalations": list(escalation_rows(found)),
        "renamed": [
            {"account": each.account, "formerly": each.formerly, "now": each.now}
            for each in found.renamed
        ],
        "cannot_know": list(CANNOT_KNOW),
    }


def escalation_rows(found: Backtest) -> Iterator[dict[str, object]]:
    """A row for each account that would have come to a stage on another day."""
    for each in found.escalations:
        yield {
            "account": each.account,
            "name": each.name,
            "stage": each.stage,
            "way": each.way,
            "before": each.before,
            "after": each.after,
        }


def _outcome(each: Outcome) -> dict[str, object]:
    policy = each.version.policy
    return {
        "version": {
            "name": each.version.name,
            "id": policy.id,
            "version": policy.version,
            "sha256": policy.sha256,
        },
        "done": dict(each.done),
        "by_rule": dict(each.by_rule),
        "approved": each.approved,
        "blocked": dict(each.blocked),
        "minutes": float(each.minutes),
        "lost_stages": dict(each.lost),
        "checked": {str(day): same for day, same in each.checked.items()},
        "months": [
            {"month": one.month, "done": dict(one.done), "minutes": float(one.minutes)}
            for one in each.months
        ],
        "fees": _total(each.fees),
        "fees_let_go": _total(each.fees_let_go),
        "interest": _total(each.interest),
        "written_off": _total(each.written_off),
        "days_to_first_contact": _days(each.to_first_contact),
        "days_to_payment": _days(each.to_payment),
        "contacted_and_not_paid": each.not_paid,
        "contacts_with_who_paid_by_themselves": each.by_themselves,
        "not_told": dict(each.not_told),
    }


def _total(total: Total) -> dict[str, object]:
    amounts = {code: str(to_decimal(minor, code)) for code, minor in total.amounts.items()}
    return {"count": total.count, "amounts": amounts}


def _days(days: Days) -> dict[str, object]:
    return {
        "times": days.times,
        "median": None if days.median is None else float(days.median),
        "mean": None if days.mean is None else round(float(days.mean), 2),
        "counts": {str(each): times for each, times in days.counts.items()},
    }
