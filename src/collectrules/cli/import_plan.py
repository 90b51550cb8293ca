"""What an import would write, for people and as JSON, and what it came to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from collectrules.cli import common
from collectrules.money import format_minor

if TYPE_CHECKING:
    from collectrules.imports.open_items import Prepared
    from collectrules.imports.plan import Changed, Gone, Plan

SHOWN: Final = 5
"""How many of the changed, the gone and the reasons are shown; the rest is counted."""


def as_json(prepared: Prepared, *, written: bool) -> dict[str, object]:
    """The stable shape of `--json`: the counts first, amounts as text in whole units."""
    plan = prepared.plan
    return plan.counts() | {
        "warnings": list(plan.warnings),
        "file": prepared.table.file,
        "as_of": plan.as_of.isoformat(),
        "mapping": plan.source,
        "partial": plan.partial,
        "written": written,
        "new_accounts": len(plan.accounts),
        "accounts_without_kind": plan.without_kind,
        "kinds_changed": len(plan.kinds),
        "open": {currency: total.as_json(currency) for currency, total in _totals(plan).items()},
        "changed_items": [_changed_json(changed) for changed in plan.changed],
        "gone_items": [_gone_json(gone) for gone in plan.gone],
        "rejected_rows": [{"line": one.row.line, "reason": one.reason} for one in plan.rejected],
    }


def text(prepared: Prepared, rejected: Path | None) -> str:
    """The plan as people read it, before anything is written."""
    return "\n\n".join(_parts(prepared, rejected))


def _parts(prepared: Prepared, rejected: Path | None) -> Iterator[str]:
    plan = prepared.plan
    yield common.printable(f"{prepared.table.file}, as of {plan.as_of}, {_read_by(prepared)}")
    yield _counts(plan)
    if plan.open:
        yield _open(plan)
    if plan.changed:
        yield _listed("changed", [_changed_row(one) for one in plan.changed])
    if plan.gone:
        yield _listed("gone", [_gone_row(one) for one in plan.gone])
    if plan.rejected:
        yield "\n".join(_reasons(plan, rejected))
    if plan.warnings:
        yield "\n".join(common.printable(f"warning: {warning}") for warning in plan.warnings)


def _read_by(prepared: Prepared) -> str:
    name = prepared.plan.source
    return {
        "proposed": f"read by the mapping `{name}`, proposed from its header",
        "remembered": f"read by the mapping `{name}`, whose columns it has",
        "named": f"read by the mapping `{name}`",
        "file": f"read by the mapping `{name}` of that file",
    }[prepared.how]


def _counts(plan: Plan) -> str:
    from collectrules.imports.warnings import counted

    meanings = {
        "rows": "",
        "new": f"with {counted(len(plan.accounts), 'new account')}" if plan.accounts else "",
        "changed": "",
        "unchanged": "",
        "not_open": f"settled by {plan.as_of}, or issued after it" if plan.not_open else "",
        "rejected": "",
        "gone": "not a whole snapshot: nothing counts as gone" if plan.partial else "",
    }
    counts = plan.counts()
    width = max(len(f"{count:,}") for count in counts.values())
    return "\n".join(
        f"{name.replace('_', ' '):<9}  {counts[name]:>{width},}  {meaning}".rstrip()
        for name, meaning in meanings.items()
    )


class _Total:
    """The open items of one currency, and those of them that are overdue."""

    def __init__(self) -> None:
        self.items = self.amount = self.overdue_items = self.overdue_amount = 0

    def as_json(self, currency: str) -> dict[str, object]:
        return {
            "items": self.items,
            "amount": format_minor(self.amount, currency, grouped=False),
            "overdue_items": self.overdue_items,
            "overdue_amount": format_minor(self.overdue_amount, currency, grouped=False),
        }


def _totals(plan: Plan) -> dict[str, _Total]:
    totals: defaultdict[str, _Total] = defaultdict(_Total)
    for row in plan.open:
        total = totals[row.currency]
        total.items += 1
        total.amount += row.balance
        if row.due < plan.as_of and row.balance > 0:
            total.overdue_items += 1
            total.overdue_amount += row.balance
    return dict(sorted(totals.items()))


def _open(plan: Plan) -> str:
    rows = [
        (
            currency,
            f"{total.items:,}",
            format_minor(total.amount, currency),
            f"{total.overdue_items:,}",
            format_minor(total.overdue_amount, currency),
        )
        for currency, total in _totals(plan).items()
    ]
    header = ("open in the file", "items", "amount", "overdue", "amount")
    return common.table(header, rows, right=frozenset({1, 2, 3, 4}))


_ITEM_HEADER: Final = ("account", "invoice", "was", "is", "currency", "")


def _listed(what: str, rows: list[tuple[str, ...]]) -> str:
    shown = common.table((what, *_ITEM_HEADER[1:]), rows[:SHOWN], right=frozenset({2, 3}))
    more = len(rows) - SHOWN
    return f"{shown}\n... and {more:,} more" if more > 0 else shown


def _changed_row(changed: Changed) -> tuple[str, ...]:
    item, said = changed.item, []
    if changed.move is not None:
        said.append(f"{changed.move.why}, inferred")
    if changed.due is not None:
        said.append(f"due {changed.due}, was {item.due_on}")
    if changed.disputed is not None:
        said.append("disputed" if changed.disputed else "no longer disputed")
    was = format_minor(item.booked, item.currency)
    now = format_minor(changed.row.balance, item.currency)
    return item.account, item.number, was, now, item.currency, "; ".join(said)


def _gone_row(gone: Gone) -> tuple[str, ...]:
    item, move = gone.item, gone.move
    said = f"{move.why}, inferred" if move.inferred else f"settled {move.on}"
    return (
        item.account,
        item.number,
        format_minor(item.balance, item.currency),
        format_minor(0, item.currency),
        item.currency,
        said,
    )


def _changed_json(changed: Changed) -> dict[str, object]:
    item, move = changed.item, changed.move
    return {
        "account": item.account,
        "invoice": item.number,
        "currency": item.currency,
        "was": format_minor(item.booked, item.currency, grouped=False),
        "is": format_minor(changed.row.balance, item.currency, grouped=False),
        "posted": move.why if move else None,
        "inferred": move is not None,
        "due": changed.due.isoformat() if changed.due else None,
        "disputed": changed.disputed,
    }


def _gone_json(gone: Gone) -> dict[str, object]:
    item, move = gone.item, gone.move
    return {
        "account": item.account,
        "invoice": item.number,
        "currency": item.currency,
        "was": format_minor(item.balance, item.currency, grouped=False),
        "posted": move.why,
        "inferred": move.inferred,
        "on": move.on.isoformat(),
    }


def _reasons(plan: Plan, rejected: Path | None) -> Iterator[str]:
    """The rejected rows by reason, alike but for what they quote, with the first of each."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(plan.rejected):
        groups[re.sub(r"`[^`]*`|\d+", "", one.reason)].append(index)
    yield "rejected"
    for group in sorted(groups.values(), key=len, reverse=True)[:SHOWN]:
        first = plan.rejected[group[0]]
        more = f" (and {len(group) - 1:,} more like it)" if len(group) > 1 else ""
        yield common.printable(f"  line {first.row.line}: {first.reason}{more}")
    others = sum(sorted(map(len, groups.values()), reverse=True)[SHOWN:])
    if others:
        yield f"  ... and {others:,} for other reasons"
    if rejected is None:
        yield "  `--rejected FILE` writes them to a file, to mend them and import that"
    else:
        yield common.printable(
            f"  all of them are in `{rejected}`: mend them there and import that"
        )


def outcome(prepared: Prepared, *, written: bool, dry_run: bool) -> str:
    """What was written, and what to type next."""
    plan = prepared.plan
    if dry_run:
        return "\nnothing was written (--dry-run)"
    if not written:
        return "\nnothing to write: the ledger says the same already"
    if not plan.changes:
        return f"\nwritten: `{plan.source}` as of {plan.as_of}, nothing changed"
    done = (
        f"\nwritten: {len(plan.new):,} new, {len(plan.changed):,} changed, {len(plan.gone):,} gone"
    )
    if plan.kinds:
        done += f", {len(plan.kinds):,} of another kind"
    if prepared.remember:
        done += f"; the mapping `{plan.source}` is remembered"
    if plan.without_kind:
        done += f"\n{_without_kind(plan.without_kind)}"
    run = f"`collectrules run --as-of {plan.as_of}`"
    if prepared.published:
        return f"{done}\nnext: {run}"
    return f"{done}\nnext: `collectrules policy publish FILE`, then {run}"


def _without_kind(count: int) -> str:
    """How many accounts were taken as businesses as nothing says what they are, and what to do."""
    from collectrules.imports.warnings import counted

    what = "was taken as a business" if count == 1 else "were taken as businesses"
    return (
        f"{counted(count, 'account')} without a kind {what}; "
        "if that is wrong, import the file again with `--kind consumer`"
    )
