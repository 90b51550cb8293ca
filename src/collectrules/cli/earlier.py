"""The version of a policy that came before the one in a file: named, or in force in the ledger."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from collectrules.errors import InputError

if TYPE_CHECKING:
    from collectrules.policy.model import Policy


class Earlier:
    """Where earlier versions are looked for: in a file, where one is named, else in a ledger as of a day."""

    def __init__(self, file: Path | None, ledger: Path, day: date) -> None:
        self._file = file
        self._ledger = ledger
        self._day = day
        self._of_use = False

    def version_of(self, policy: Policy) -> Policy | None:
        """The version before a policy; None where there is none, or where it is the same text.

        Raises `Faults` where the file that was named is no policy.
        """
        before = self._named if self._file is not None else self._in_force
        if before is None or before.id != policy.id:
            return None
        self._of_use = True
        return before if before.sha256 != policy.sha256 else None

    def was_of_use(self) -> None:
        """Raise `InputError` where a file was named and is no version of any policy asked about."""
        if self._named is not None and not self._of_use:
            raise InputError(
                f"{self._file} is a version of `{self._named.id}`, and no policy here has that id",
                help="name a version of the policy that is checked",
            )

    @cached_property
    def _named(self) -> Policy | None:
        from collectrules.policy.load import load

        return load(self._file) if self._file is not None else None

    @cached_property
    def _in_force(self) -> Policy | None:
        """The policy in force in the ledger; None where there is no ledger, or none that can be read."""
        if not self._ledger.exists():
            return None
        from collectrules.errors import CollectrulesError
        from collectrules.ledger.book import Ledger
        from collectrules.worklist.versions import policy_in_force

        try:
            with Ledger.open(self._ledger) as opened:
                policy, _ = policy_in_force(opened, self._day)
        except CollectrulesError:
            return None
        return policy
