"""Attempts that have no result which stands: whether one counts, and as what. SQL about an attempt `a`."""

from __future__ import annotations

from typing import Final

from collectrules.compliance.results import RESERVED, codes_that_are

OPEN_ATTEMPT: Final = """
    NOT EXISTS (
        SELECT 1 FROM contact AS c
        WHERE c.attempt_id = a.seq AND c.seq NOT IN (SELECT reversed_seq FROM reversal)
    )
    AND NOT EXISTS (SELECT 1 FROM attempt_release AS e WHERE e.attempt_id = a.seq)
"""
"""Whether it counts by itself: it has no result that stands, and was not released."""

STANDS_FOR: Final = """
    c.seq = (SELECT r.reversed_seq FROM reversal AS r WHERE r.seq = a.seq - 1)
    AND c.account_id = a.account_id AND c.channel = a.channel AND c.at = a.at
    AND c.effective_on = a.effective_on AND c.direction = 'out' AND c.attempt_id IS NULL
    AND c.person_id IS a.person_id AND c.reach_id IS a.reach_id
    AND coalesce(c.purpose, '') = a.purpose AND coalesce(c.about, '') = a.about
"""
"""Whether it keeps the place of the contact `c`, which was taken back straight before it."""

_TRIED: Final = ", ".join(
    f"'{code}'" for code in codes_that_are("attempt") if code != RESERVED.code
)

COUNTS_AS: Final = f"""
    coalesce(
        (
            SELECT c.result FROM contact AS c
            WHERE c.attempt_id = a.seq AND c.account_id = a.account_id
              AND c.direction = 'out' AND c.result IN ({_TRIED})
            ORDER BY c.seq DESC LIMIT 1
        ),
        (SELECT c.result FROM contact AS c WHERE {STANDS_FOR} AND c.result IN ({_TRIED})),
        '{RESERVED.code}'
    )
"""
"""As what it counts where it is open: as what was last taken back of it. So taking back opens nothing."""
