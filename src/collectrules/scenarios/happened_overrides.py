"""Reading the overrides of a timeline: what is left out, or has days of grace of its own, and until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from collectrules.policy.positions import KeyPath
from collectrules.scenarios.happenings import Overriding, OverridingOver, OverridingWhat
from collectrules.scenarios.leaves import Leaves

WHAT: Final[tuple[OverridingWhat, ...]] = ("leave_out", "grace")


@dataclass(frozen=True, slots=True)
class OverrideReader:
    """Reads overrides, keeping their faults; `invoice_of` says which invoice a table with `of` is about."""

    leaves: Leaves
    invoice_of: Callable[[Mapping[str, object], KeyPath], str | None]

    def override(self, value: object, path: KeyPath, on: date) -> Overriding | None:
        """An override from a day, of the invoice named with `of`, else of all."""
        table = self._table(value, path, (*WHAT, "of", "until", "reason"))
        what = self._what(table, path) if table is not None else None
        if table is None or what is None:
            return None
        days = self.leaves.whole(table[what], (*path, what)) if what == "grace" else None
        until = self.leaves.day(table["until"], (*path, "until")) if "until" in table else None
        if "reason" in table:
            self.leaves.line(table["reason"], (*path, "reason"))
        if until is not None and until < on:
            said = f"an override from {on} cannot last until {until}"
            self.leaves.report.add(
                "out-of-order", said, (*path, "until"), help="check the two days"
            )
        of = self.invoice_of(table, path) if "of" in table else ""
        if of is None or (what == "grace" and days is None):
            return None
        return Overriding(path=path, of=of, what=what, days=days, until=until)

    def ended(self, value: object, path: KeyPath, on: date) -> OverridingOver | None:
        """The end of an override; `what` says of which, where there are two."""
        table = self._table(value, path, ("of", "what"))
        if table is None:
            return None
        said = self.leaves.word(table["what"], (*path, "what"), WHAT) if "what" in table else None
        what = next((each for each in WHAT if each == said), None)
        of = self.invoice_of(table, path) if "of" in table else ""
        if of is None or ("what" in table and what is None):
            return None
        return OverridingOver(path=path, of=of, what=what)

    def _table(
        self, value: object, path: KeyPath, keys: tuple[str, ...]
    ) -> Mapping[str, object] | None:
        if not isinstance(value, dict) or "policy" not in value:
            return self.leaves.table(value, path, keys)
        self.leaves.report.add(
            "unknown-key",
            "an override of a scenario cannot put anything under another policy",
            (*path, "policy"),
            help="a scenario has one policy: give the other policy scenarios of its own",
            part="key",
        )
        return None

    def _what(self, table: Mapping[str, object], path: KeyPath) -> OverridingWhat | None:
        given = [each for each in WHAT if each in table]
        if not given:
            said, help = (
                "it does not say what the override does",
                "add `leave_out = true` or `grace`",
            )
            self.leaves.report.add("missing-key", said, path, help=help, part="key")
            return None
        if len(given) > 1:
            said = "an override does one thing: `leave_out` or `grace`"
            where = (*path, given[1])
            help = "write two overrides, as a list"
            self.leaves.report.add("useless-key", said, where, help=help, part="key")
            return None
        if given == ["leave_out"] and table["leave_out"] is not True:
            where = (*path, "leave_out")
            self.leaves.wrong(
                table["leave_out"], where, "true", "to end it, write `override_ended`"
            )
            return None
        return given[0]
