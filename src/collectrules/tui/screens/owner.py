"""The owner's screens by name: imported when they are opened, since charts and checks take time to load."""

from __future__ import annotations

from typing import Literal

from textual.screen import Screen

from collectrules.tui.desk import Desk

Name = Literal["dashboard", "policy", "review"]


def owner_screen(name: Name, desk: Desk) -> Screen[None]:
    """How collecting goes, the policy in force, or the place of the review."""
    match name:
        case "dashboard":
            from collectrules.tui.screens.dashboard import DashboardScreen

            return DashboardScreen(desk)
        case "policy":
            from collectrules.tui.screens.policy import PolicyScreen

            return PolicyScreen(desk)
        case "review":
            from collectrules.tui.screens.review import ReviewScreen

            return ReviewScreen(desk)
