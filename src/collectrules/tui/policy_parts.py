"""The parts of the policy screen as they have been read so far, and what each shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from textual.content import Content

from collectrules.reports.stages import OnStage, StageSum
from collectrules.tui.cells import harmless
from collectrules.tui.dashboard_reading import Standing
from collectrules.tui.policy_choices import account_choices, stage_choices, version_choices
from collectrules.tui.policy_entries import contact_chapters, found_in, rule_chapters
from collectrules.tui.policy_reading import Checked, ReadVersion, Version
from collectrules.tui.policy_text import chapters_text, findings_text
from collectrules.tui.widgets.choice_list import Choices
from collectrules.tui.widgets.text_pane import Told

PARTS: Final[Mapping[str, str]] = {
    "rules": "rules",
    "contacts": "contacts",
    "versions": "versions",
    "findings": "findings",
    "stages": "stages",
}
"""What each part is called, in the order of their keys."""
LISTS: Final = frozenset({"versions", "stages"})
"""The parts that are lists to choose from."""
SEARCHED: Final = frozenset({"rules", "contacts"})
"""The parts in which words are looked for."""
NO_POLICY: Final = "no policy is in force today: `collectrules policy publish FILE` publishes one"


@dataclass(slots=True)
class PolicyParts:
    """What has been read of the policy, its versions, and who stands where."""

    standing: Standing | None = None
    why_not: str = ""
    """Why no policy can be shown."""
    versions: Sequence[Version] = ()
    read: ReadVersion | None = None
    """The version that is shown."""
    checked: Sequence[Checked] | None = None
    """What is found in it; None is not known yet."""
    accounts: Sequence[OnStage] = ()
    stages: Sequence[StageSum] | None = None
    """None is not read yet."""
    opened: StageSum | None = None
    """The stage whose accounts are shown."""

    def text(self, part: str, find: str) -> Told:
        """What a part says, of the rules those that have the words that are looked for."""
        read = self.read
        if read is None:
            return _said(self.why_not or "reading ...")
        if part == "findings":
            return (
                _said("checking ...")
                if self.checked is None
                else partial(findings_text, self.checked)
            )
        chapters = (
            rule_chapters(read.policy, read.version.stored.approval)
            if part == "rules"
            else contact_chapters(read.policy)
        )
        return partial(chapters_text, found_in(chapters, find))

    def choices(self, part: str) -> Choices:
        """What there is to choose from in a part."""
        if part == "versions":
            return version_choices(self.versions)
        if self.opened is not None:
            return account_choices(self.on_opened)
        return stage_choices(self.stages or ())

    @property
    def on_opened(self) -> Sequence[OnStage]:
        """The accounts on the stage that is opened, those that owe on an invoice."""
        stage = self.opened
        return [
            each
            for each in self.accounts
            if stage and each.owes and (each.currency, each.stage) == (stage.currency, stage.stage)
        ]

    def heading(self, by: str) -> Sequence[str]:
        """Which version is shown, how it stands today, and who looks at it."""
        if self.read is None:
            return ["no policy in force" if self.why_not else "the policy", by]
        version = self.read.version
        since = "not in force today"
        if version.today:
            since = "beside the main one" if version.stored.beside else "in force"
        first = version.stored.effective_from
        return [f"policy {version.name}, {since}", f"from {first}", by]


def _said(text: str) -> Told:
    return lambda _width: Content(harmless(text))
