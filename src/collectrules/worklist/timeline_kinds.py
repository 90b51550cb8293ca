"""Every kind of event that is an account's, how it is told, and how it is found."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from collectrules.worklist.timeline_contacts import CONTACTS
from collectrules.worklist.timeline_money import MONEY
from collectrules.worklist.timeline_people import PEOPLE
from collectrules.worklist.timeline_policy import POLICY
from collectrules.worklist.timeline_said import ABOUT, Said, Telling, Words


def _reversal(said: Said) -> Words:
    taken_back = said.named("reversed_seq")
    if taken_back is None:
        return Words(
            "taken back", f"event {said.number('reversed_seq')}", None, said.text("reason")
        )
    told = TELLINGS[taken_back.kind].words(taken_back)
    amount = None if told.amount is None else -told.amount
    text = f"{told.what} of {taken_back.on}: {told.text}"
    return Words("taken back", text, amount, said.text("reason"))


REVERSAL: Final = "reversal"
TELLINGS: Final[Mapping[str, Telling]] = MappingProxyType(
    MONEY | CONTACTS | PEOPLE | POLICY | {REVERSAL: Telling("reversed_seq", (), _reversal)}
)
"""By the kind of event, as the journal names it; the rest of the kinds are nobody's alone."""
KINDS: Final = tuple(kind for kind in TELLINGS if kind != REVERSAL)


_DRAWN: Final = """
    FROM account AS a CROSS JOIN trial AS t LEFT JOIN trial_end AS e ON e.trial_id = t.seq
    WHERE a.seq = :account AND trial_draw(t.name, a.number) < t.share
      AND coalesce(e.effective_on > max(t.effective_on, a.effective_on), true)
"""
"""The trials whose policy an account was drawn for, but for those that were over before it came."""
_OF_TRIALS: Final = {
    "trial": f"SELECT t.seq, max(t.effective_on, a.effective_on), {{place}}, 0 {_DRAWN}",
    "trial_end": f"SELECT e.seq, e.effective_on, {{place}}, 0 {_DRAWN} AND e.seq IS NOT NULL",
}
"""SQL for what happens to an account though no event names it: who is in a trial is worked out."""


@cache
def events_sql() -> str:
    """SQL for the events of `:account`: number, day, kind by its place in `KINDS`, told with another.

    A reversal has the kind of what it takes back. Only those after event `:after`, the latest in front.
    """
    mine = " UNION ALL ".join(_of_kind(place, kind) for place, kind in enumerate(KINDS))
    return f"""
        WITH mine (seq, day, kind, elsewhere) AS MATERIALIZED ({mine})
        SELECT seq, day, kind, elsewhere FROM mine WHERE seq > :after
        UNION ALL
        SELECT r.seq, r.effective_on, m.kind, m.elsewhere
        FROM mine AS m CROSS JOIN reversal AS r ON r.reversed_seq = m.seq
        WHERE r.seq > :after
        ORDER BY 2 DESC, 1 DESC
        """


def _of_kind(place: int, kind: str) -> str:
    """SQL for the events of one kind; the tables nearest to the account are read first, each by an index."""
    if kind in _OF_TRIALS:
        return _OF_TRIALS[kind].format(place=place)
    telling = TELLINGS[kind]
    tables, joins, field, alias = [f"{kind} AS x"], [], telling.about, "x"
    while field in ABOUT:
        above = ABOUT[field]
        joins.append(f"{alias}.{field} = {alias}y.seq")
        field, alias = TELLINGS[above].about, f"{alias}y"
        tables.insert(0, f"{above} AS {alias}")
    conditions = " AND ".join([f"{alias}.{field} = :account", *joins])
    return f"""
        SELECT x.seq, x.effective_on, {place}, {telling.told_elsewhere}
        FROM {" CROSS JOIN ".join(tables)} WHERE {conditions}
        """
