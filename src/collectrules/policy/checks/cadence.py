"""cadence: the ladder asks for more contacts in so many days than a contact limit allows.

The gate then refuses the last of them, and the stage waits on the worklist for a day on which it may be
carried out. What is looked for is one invoice, the only one of its customer, with nothing but time passing
and each stage carried out on a day on which it may be: `attempts` and `contacts` count every stage that is
carried out, `conversations` none for certain. A rest is a limit of one. An advisory limit allows any number.
A limit with conditions is looked at while they hold; days on which no hour is open are left out. Limits
and hours are those of the policy and of its packs. The customer is reached at home or on a mobile: limits and
hours of other places alone are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from collectrules.policy.checks.allowance import AT_HOME, Allowance, allowance, first_weekday
from collectrules.policy.checks.climb import Chain, Climb, count_of, days_to
from collectrules.policy.checks.context import Context
from collectrules.policy.checks.finding import Finding, Witness
from collectrules.policy.checks.ladder import Ladder
from collectrules.policy.contact_words import days_text
from collectrules.policy.meaning import Facts, judge, rule_holds
from collectrules.policy.model import (
    WEEKDAYS,
    Channel,
    ContactAction,
    ContactHours,
    ContactLimit,
    ContactNotice,
    ContactPause,
    Rule,
    Stage,
    TaskAction,
)
from collectrules.policy.positions import KeyPath
from collectrules.policy.proof.time import later
from collectrules.policy.proof.usual import known_facts
from collectrules.policy.words import joined

_FORTNIGHT: Final = 14

Step = tuple[int, int]
"""A day, from 0, and the position of the stage that is carried out on it."""


def cadence(context: Context) -> Iterator[Finding]:
    """Find each contact limit that the ladder alone can fill, with the days on which it does."""
    ladder = Ladder(context)
    for rule, path in _limits(context):
        limit = allowance(rule)
        if rule.places and not AT_HOME & set(rule.places):
            continue
        chain = Climb(ladder, limit).found() if limit.is_certain else None
        if chain is not None:
            yield from _finding(ladder, limit, path, chain)


def _limits(context: Context) -> Iterator[tuple[ContactLimit | ContactPause, KeyPath]]:
    """Each limit with its place: the number of one's own, the name of the pack for that of a pack."""
    for number, rule in enumerate(context.policy.contact_limit):
        if not isinstance(rule, ContactNotice):
            yield rule, ("contact_limit", number, _KEYS[type(rule)])
    named = [use.id for use in context.policy.packs]
    for each in context.pack_rules:
        if isinstance(each, ContactLimit | ContactPause):
            pack = _pack_of(each)
            at = (named.index(pack),) if pack in named else ()
            yield each, ("policy", "packs", *at)


def _pack_of(rule: Rule) -> str:
    """The pack that a limit is from; empty where it is the policy's own."""
    pack, colon, _ = rule.id.partition(":")
    return pack if colon else ""


def _hours(context: Context) -> list[ContactHours]:
    packs = (rule for rule in context.pack_rules if isinstance(rule, ContactHours))
    return [rule for rule in (*context.policy.contact_hours, *packs) if not rule.places]


def _finding(ladder: Ladder, limit: Allowance, path: KeyPath, chain: Chain) -> Iterator[Finding]:
    context, hours = ladder.context, _hours(ladder.context)
    values = context.sensible(chain.asked, chain.wished)
    if values is None:
        return
    days = [int(values[days_to(n)]) if n else 0 for n in range(len(chain.stages))]
    steps, facts = list(zip(days, chain.stages, strict=True)), context.facts(values)
    weekday = first_weekday(hours, limit, _contacts_of(ladder, steps), days[-1])
    if weekday is None:
        context.undecided += 1
        return
    within = f"{days[-1] + 1} days" if days[-1] else "one day"
    yield Finding(
        code="cadence",
        message=f"the ladder asks for {_contacts(limit, chain.counted)} in {within}, but "
        f"`{limit.rule.id}` {_allows(limit)}",
        path=path,
        help=_advice(ladder, limit, chain),
        notes=(
            f"for example, on day 1{_on(limit, weekday, hours)}: "
            f"{context.said(facts, (limit.rule,), 'stage')}",
            *_diary(ladder, limit, steps),
        ),
        witness=Witness(facts, lambda _: _goes_so(ladder, limit, facts, steps)),
    )


_KEYS: Final = {ContactLimit: "at_most", ContactPause: "pause_days"}


def _contacts_of(ladder: Ladder, steps: Sequence[Step]) -> list[tuple[int, Channel]]:
    actions = ((day, ladder.stages[stage].action) for day, stage in steps)
    return [
        (day, channel)
        for day, action in actions
        if isinstance(action, ContactAction)
        for channel in action.channels
    ]


def _contacts(limit: Allowance, count: int) -> str:
    return f"{count} {limit.counts if count != 1 else limit.counts.removesuffix('s')}"


def _allows(limit: Allowance) -> str:
    if isinstance(limit.rule, ContactPause):
        return f"closes {_days(limit.within_days)} after each"
    period = limit.within.replace("calendar-", "a calendar ")
    in_all = limit.within_days if limit.within == "days" else period
    return f"allows {limit.at_most} in {in_all}" if limit.at_most else "allows none"


def _days(number: int) -> str:
    return f"{number} days" if number != 1 else "the day"


def _on(limit: Allowance, weekday: int, hours: Sequence[ContactHours]) -> str:
    """Which day the first one is, where that matters."""
    if limit.within == "calendar-month":
        return ", the first of a month"
    if limit.within == "calendar-week" or hours:
        return f", a {days_text([WEEKDAYS[weekday]])}"
    return ""


def _advice(ladder: Ladder, limit: Allowance, chain: Chain) -> str:
    later_ones = [f"`{ladder.stages[stage].id}`" for stage in chain.stages[1:]]
    if not later_ones:
        channels = joined(limit.rule.channels, "and")
        other_way = "" if _pack_of(limit.rule) else ", or out of the limit"
        return f"take {channels} out of the ladder{other_way}"
    longer = f"lengthen the `wait_days` of {joined(later_ones, 'or')}"
    if pack := _pack_of(limit.rule):
        return f"{longer}: what the pack `{pack}` allows counts, whatever else the policy says"
    rests = isinstance(limit.rule, ContactPause)
    other_way = "shorten the rest" if rests else "let the limit allow more"
    return f"{longer}, or {other_way}"


def _diary(ladder: Ladder, limit: Allowance, steps: Sequence[Step]) -> Iterator[str]:
    """The fortnight from the first contact on, or more days where it takes more, a day a line."""
    taken, counted = dict(steps), 0
    for day in range(max(_FORTNIGHT, steps[-1][0] + 1)):
        said = "nothing"
        if day in taken:
            stage = ladder.stages[taken[day]]
            said = f"{_how(stage)} `{stage.id}`"
            if more := count_of(ladder, limit, taken[day]):
                counted += more
                over = ": one too many" if counted > limit.at_most else ""
                said += f", {counted} of {limit.at_most}{over}"
        yield f"day {day + 1:2}: {said}"


def _how(stage: Stage) -> str:
    match stage.action:
        case ContactAction(channels=channels, enough=enough):
            return joined(channels, "and" if enough == "all" else "or")
        case TaskAction():
            return "task"
        case _:
            return "placement"


def _goes_so(ladder: Ladder, limit: Allowance, facts: Facts, steps: Sequence[Step]) -> bool:
    """Whether each stage is due on its day where those before it were carried out on theirs, and the limit is
    for that invoice."""
    now, done = known_facts(facts), str(facts["stages_done"]).split()
    for number, (day, stage) in enumerate(steps):
        then = dict(later(now, day))
        if number:
            before, last = steps[number - 1]
            done.append(ladder.stages[last].id)
            then |= {
                "stage": done[-1], "stages_done": " ".join(done), "days_since_stage": day - before
            }  # fmt: skip
        judged = judge(ladder.context.policy, then)
        if judged.stage_due != stage or not rule_holds(limit.rule, judged.facts):
            return False
    return True
