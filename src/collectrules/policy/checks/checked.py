"""What the checks of one policy have come to: findings, and what they had to leave open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

from collectrules.errors import Diagnostic
from collectrules.policy.checks.finding import Finding
from collectrules.policy.checks.readings import Reading, reading_text
from collectrules.policy.report import Fault, Report
from collectrules.policy.source import Source
from collectrules.policy.variants import resolve
from collectrules.policy.words import joined

MOST_RULES: Final = 1_000
"""Of so many rules at most the questions are asked, counted in each reading anew."""

_NEITHER: Final = "neither a proof nor an example was found"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and the reading of the policy that its path leads into."""

    finding: Finding
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the checks of one policy have come to."""

    prover: str
    """Who answered their questions: `z3` or `boxes`."""
    findings: tuple[Found, ...]
    undecided: tuple[str, ...] = ()
    """The codes of the checks that could not be made in full."""
    too_long: bool = False
    """Whether that is because there are too many rules."""
    unconfirmed: tuple[Finding, ...] = ()
    """What is not shown because the specification does not say of the account what the finding says: a fault
    of the check."""

    @property
    def found(self) -> tuple[Finding, ...]:
        """The findings alone."""
        return tuple(each.finding for each in self.findings)

    def diagnostics(self, source: Source) -> tuple[Diagnostic, ...]:
        """What was found, placed in the text of its file and in its order, and what was not checked."""
        report = Report(source.file, source.text)
        if self.undecided:
            report.keep(self._not_checked())
        read = cache(partial(resolve, source.document))
        for each in self.findings:
            reading = each.reading
            report.origins = read(reading.first, reading.policy.currencies[0]).origins
            report.keep(each.finding.fault)
        return report.diagnostics()

    def _not_checked(self) -> Fault:
        codes = joined([f"`{code}`" for code in self.undecided], "and")
        return Fault(
            "not-checked",
            f"not checked in full: {codes}",
            ("policy",),
            help=self._why(),
            part="key",
            severity="note",
        )

    def _why(self) -> str:
        if self.too_long:
            return (
                f"that is only done for up to {MOST_RULES:,} rules, which are counted again for each day on "
                "which a value changes and for each currency with values of its own"
            )
        if self.prover == "boxes":
            return f"{_NEITHER} without z3; `pip install 'collectrules[verify]'` installs it"
        return f"{_NEITHER}, even by z3; look at these rules yourself"


def told_once(found: Iterable[Found], every: Sequence[Reading]) -> tuple[Found, ...]:
    """Each finding once, with the readings it is about in front of it where they are not all there are."""
    alike: dict[tuple[object, ...], list[Found]] = {}
    for each in found:
        finding = each.finding
        alike.setdefault((finding.code, finding.path, finding.message), []).append(each)
    return tuple(_told(several, every) for several in alike.values())


def _told(several: Sequence[Found], every: Sequence[Reading]) -> Found:
    first = several[0]
    about = reading_text([each.reading for each in several], every)
    message = f"{about}: {first.finding.message}" if about else first.finding.message
    return replace(first, finding=replace(first.finding, message=message))
