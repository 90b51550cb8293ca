"""What an override says, in words: what counts, since when and until when, why, and who recorded it."""

from __future__ import annotations

from collectrules.ledger.overrides import Override
from collectrules.policy.meaning import Judgement


def override_text(override: Override, judgement: Judgement, version: str) -> str:
    """One line about an override that decides for an invoice; `version` is that of its policy."""
    return f"{_what(override, judgement, version)} {_how_long(override)}: {override.reason} ({override.by})"


def _what(override: Override, judgement: Judgement, version: str) -> str:
    whole = override.invoice_id is None
    match override.kind:
        case "leave_out":
            return "left out with its whole account" if whole else "left out"
        case "grace":
            rule = judgement.grace
            instead = f"`{rule.id}` ({rule.days})" if rule else "none"
            of = "its account" if whole else "its own"
            return f"{days_of_grace(override)} by an override of {of}, instead of {instead},"
        case "policy":
            how = " with its whole account" if whole else ""
            if override.by_trial:
                how = f" by trial `{override.by_trial}`"
            return f"under policy `{override.policy_id}` {version}{how}"


def days_of_grace(override: Override) -> str:
    """`1 day of grace`, `15 days of grace`."""
    return f"{override.days} day{'' if override.days == 1 else 's'} of grace"


def _how_long(override: Override) -> str:
    last = override.last_on
    return f"since {override.from_on} until {last or 'ended'}"
