"""The parts of the policy screen that are lists to choose from: versions, stages, and who is on a stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from collectrules.reports.stages import OnStage, StageSum
from collectrules.tui.figures_text import amount
from collectrules.tui.policy_reading import Version
from collectrules.tui.widgets.choice_list import Choices, Column

_VERSIONS: Final = (
    Column("version", 24),
    Column("in force", 8),
    Column("from", 10),
    Column("until", 10),
    Column("approved by", 16),
    Column("sha-256", 12),
)
_STAGES: Final = (
    Column("stage", 0),
    Column("", 3),
    Column("accounts", 9, right=True),
    Column("outstanding", 16, right=True),
    Column("past due", 16, right=True),
)
_ACCOUNTS: Final = (
    Column("account", 12),
    Column("name", 0),
    Column("outstanding", 16, right=True),
    Column("past due", 16, right=True),
)


def version_choices(found: Sequence[Version]) -> Choices:
    """Every version, when it is in force, and who approved it."""

    def cells(position: int) -> Sequence[str]:
        each = found[position]
        return (
            each.name,
            _in_force(each),
            each.stored.effective_from.isoformat(),
            "" if each.never else each.until.isoformat() if each.until else "further on",
            each.stored.approval.by if each.stored.approval else "",
            each.stored.sha256[:12],
        )

    return Choices(_VERSIONS, len(found), cells, "no policy has been published")


def _in_force(version: Version) -> str:
    if version.never:
        return "never"
    if not version.today:
        return "no"
    return "beside" if version.stored.beside else "today"


def stage_choices(sums: Sequence[StageSum]) -> Choices:
    """Every stage that somebody is on, each currency by itself."""

    def cells(position: int) -> Sequence[str]:
        each = sums[position]
        return (
            each.stage,
            each.currency,
            f"{each.accounts:,}",
            amount(each.outstanding, each.currency),
            amount(each.overdue, each.currency),
        )

    return Choices(_STAGES, len(sums), cells, "nothing is open")


def account_choices(found: Sequence[OnStage]) -> Choices:
    """The accounts on one stage, what owes most past due first."""

    def cells(position: int) -> Sequence[str]:
        each = found[position]
        return (
            each.account,
            each.name,
            amount(each.outstanding, each.currency),
            amount(each.overdue, each.currency),
        )

    return Choices(_ACCOUNTS, len(found), cells, "nobody is on this stage")
