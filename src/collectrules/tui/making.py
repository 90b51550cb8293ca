"""A contact as one desk makes it, on the ledger's thread: opened, held otherwise, logged, or let go."""

from __future__ import annotations

from collectrules.actions.action import Answers
from collectrules.compliance.results import Result
from collectrules.policy.model import Channel
from collectrules.tui.desk import Desk
from collectrules.tui.held import Held, let_go
from collectrules.tui.opened import Opened, hold_again, log_opened, open_contact
from collectrules.worklist.outcomes import LoggedContact


class Making:
    """The requests of one dialog; each may raise `CollectrulesError`, and can be made again then."""

    def __init__(self, desk: Desk, account_id: int, currency: str, channel: Channel) -> None:
        self._desk, self._channel = desk, channel
        self._account_id, self._currency = account_id, currency

    async def open(self) -> Opened:
        """As `open_contact`; an attempt that was just left as it stood is not offered again."""
        now, left = self._desk.now(), self._desk.left.pop((self._account_id, self._channel), None)
        return await self._desk.ask(
            lambda ledger: open_contact(
                ledger,
                self._account_id,
                self._currency,
                self._channel,
                at=now,
                by=self._desk.by,
                left=left,
            )
        )

    async def hold_again(self, opened: Opened, chosen: int, reason: str) -> Opened:
        """As `hold_again`."""
        now = self._desk.now()
        return await self._desk.ask(
            lambda ledger: hold_again(
                ledger, opened, chosen=chosen, reason=reason, at=now, by=self._desk.by
            )
        )

    async def log(
        self, opened: Opened, result: Result, answers: Answers, note: str
    ) -> LoggedContact:
        """As `log_opened`."""
        now = self._desk.now()
        return await self._desk.surely(
            lambda ledger: log_opened(
                ledger, opened, result, answers, note=note, at=now, by=self._desk.by
            )
        )

    async def leave(self, held: Held) -> bool:
        """As `let_go`; an earlier attempt that was offered and is left is not offered the next time."""
        now = self._desk.now()
        if held.attempt is not None and held.earlier:
            self._desk.left[self._account_id, self._channel] = held.attempt.id
        return await self._desk.surely(
            lambda ledger: let_go(ledger, held, at=now, by=self._desk.by)
        )
