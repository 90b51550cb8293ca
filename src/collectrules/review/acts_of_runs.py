"""What each run wrote: it and the events just before it that it recorded in the same act."""

from __future__ import annotations

from typing import Final

from collectrules.ledger.book import Ledger

_KINDS: Final = frozenset(
    {
        "charge", "part_posting", "posting", "accrual", "interest_term", "stage_step", "stage_move",
        "reversal", "plan_end", "settlement_end",
    }
)  # fmt: skip
"""What a run may write before it writes itself."""
_LETS_GO: Final = frozenset({"write_off", "waiver"})
"""Of postings, those that a run may write."""
_EVENTS: Final = """
    SELECT j.seq, j.kind, j.recorded_at, j.recorded_by, coalesce(p.kind, q.kind)
    FROM journal AS j
    LEFT JOIN posting AS p ON j.kind = 'posting' AND p.seq = j.seq
    LEFT JOIN part_posting AS q ON j.kind = 'part_posting' AND q.seq = j.seq
    WHERE j.seq > :after AND j.seq <= coalesce(:until, j.seq)
    ORDER BY j.seq DESC
"""


def written_by_runs(
    ledger: Ledger, after: int = 0, until: int | None = None
) -> dict[int, list[int]]:
    """Of each run recorded in a span of the journal, all that it wrote, itself first and then backwards."""
    found: dict[int, list[int]] = {}
    run, act = 0, None
    rows = ledger.connection.execute(_EVENTS, {"after": after, "until": until})
    for seq, kind, at, by, posted in rows:
        if kind == "run":
            run, act = seq, (at, by)
            found[run] = [seq]
        elif act == (at, by) and kind in _KINDS and (posted is None or posted in _LETS_GO):
            found[run].append(seq)
        else:
            act = None
    return found
