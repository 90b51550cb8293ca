"""The dialog in which an act on an account is done: the one place that knows which screen that is."""

from __future__ import annotations

from textual.screen import ModalScreen

from collectrules.actions.action import Done
from collectrules.tui.desk import Desk


def act_dialog(
    desk: Desk, account_id: int, currency: str, action: str
) -> ModalScreen[Done | str | None] | None:
    """The dialog of an action by its id; None where it has none here."""
    del desk, account_id, currency, action
    return None
