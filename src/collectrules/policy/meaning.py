"""What a policy means: the specification of the language, in plain Python, one account at a time.

Scenarios and explanations use it as it stands. The engine, which judges whole ledgers, is held to it by
tests on random policies and facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from collectrules.policy.facts import DATED_STATES, FACTS, members
from collectrules.policy.model import (
    STOPPABLE,
    Condition,
    ContactConsent,
    ContactHours,
    ContactQuota,
    ContactRule,
    Credit,
    FeeLimit,
    Grace,
    Hold,
    Interest,
    InterestLimit,
    LateFee,
    Offer,
    PlacementAction,
    Policy,
    Priority,
    Provision,
    Rule,
    Scalar,
    Stage,
    Stoppable,
    WriteOff,
)
from collectrules.policy.waits import days_until

Facts = Mapping[str, Scalar]
"""Every fact a rule may test, by name: money in minor units, flags as bool, words and sets as str."""


@dataclass(frozen=True, slots=True)
class Overridden:
    """What recorded overrides say of one invoice on a day, and the policy does not."""

    left_out: bool = False
    """Nothing is decided for it: as by a hold that stops everything."""
    days_left_out: int = 0
    """Days after the due date, up to and including the day, on which it was left out."""
    days_left_out_disputed: int = 0
    """Of these, days on which it was in dispute as well."""
    grace: int | None = None
    """Its own days of grace, in the place of those of `grace`."""


AS_WRITTEN = Overridden()
"""No override: the policy alone decides."""

DEFAULT_SEGMENT = "standard"
"""The segment of every account under a policy that names none."""


def condition_holds(condition: Condition, facts: Facts) -> bool:
    """Whether one comparison is true of the facts; of a set it asks whether an id is among it."""
    value, bound = facts[condition.fact], condition.value
    if FACTS[condition.fact].type == "ids":
        wanted = bound if isinstance(bound, tuple) else (bound,)
        among = any(one in members(value) for one in wanted)
        return among != (condition.comparison == "not")
    match condition.comparison:
        case "equals":
            return value == bound
        case "not":
            return value != bound
        case "one_of":
            return isinstance(bound, tuple) and value in bound
    assert not isinstance(value, str)
    assert isinstance(bound, int)
    match condition.comparison:
        case "at_least":
            return value >= bound
        case "at_most":
            return value <= bound
        case "above":
            return value > bound
        case "below":
            return value < bound


def rule_holds(rule: Rule, facts: Facts) -> bool:
    """Whether all of `when` hold, a group of `any` where it is given, and no group of `unless`."""
    return (
        group_holds(rule.when, facts)
        and (not rule.any or any(group_holds(group, facts) for group in rule.any))
        and not any(group_holds(group, facts) for group in rule.unless)
    )


def group_holds(group: Sequence[Condition], facts: Facts) -> bool:
    """Whether all conditions of a group hold; of an empty one they do."""
    for condition in group:  # noqa: SIM110 - twice as quick as `all`, and asked for every rule
        if not condition_holds(condition, facts):
            return False
    return True


def holding(rules: Sequence[Rule], facts: Facts) -> tuple[int, ...]:
    """The positions of the rules that hold, in the order of the section, whatever its hit policy."""
    return tuple(index for index, rule in enumerate(rules) if rule_holds(rule, facts))


def segment_of(policy: Policy, facts: Facts) -> str:
    """The id of the segment an account is in: the first that holds; the default under a policy of none."""
    holds = holding(policy.segment, facts)
    return policy.segment[holds[0]].id if holds else DEFAULT_SEGMENT


@dataclass(frozen=True, slots=True)
class Step:
    """The next stage of an invoice: its position, and whether it is entered over the heads of others."""

    stage: int
    passes_over: bool


def furthest(policy: Policy, stage: str, passed_over: str) -> int:
    """How far up the ladder an invoice is: the position of its last stage, done or passed over; else -1."""
    ids = policy.stage_ids
    return max(ids.index(each) if each in ids else -1 for each in (stage, passed_over))


def next_step(
    policy: Policy, holding_stages: Sequence[int], after: int, late_at_first: bool
) -> Step | None:
    """The one stage that may be taken next, or None; `after` is how far up the ladder the invoice is.

    It is the first stage after that one whose conditions hold: none that holds is skipped. Only an
    invoice already late when first seen, under `enter = "by-age"`, enters at the furthest stage that
    holds, no further than the ceiling.
    """
    ahead = [stage for stage in holding_stages if stage > after]
    if not ahead:
        return None
    if after < 0 and late_at_first and policy.ladder.enter == "by-age":
        ids = policy.stage_ids
        ceiling = ids.index(policy.ladder.ceiling) if policy.ladder.ceiling else len(ids) - 1
        within = [stage for stage in ahead if stage <= ceiling]
        if within:
            return Step(within[-1], passes_over=len(within) > 1)
    return Step(ahead[0], passes_over=False)


def waiting_days(policy: Policy, stage: Stage, facts: Facts, on: date | None = None) -> int:
    """How many days until a stage may be taken, because the one before was carried out lately or the day is
    no working day; 0 is now. Without a day, each is taken for a working day."""
    since = None if facts["stage"] == "none" else int(facts["days_since_stage"])
    return days_until(stage, since, on, policy.holidays)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a policy decides for one invoice, and for the account that owes it."""

    facts: Facts
    """The facts it was given and those it derived: `segment`, `days_past_grace`, `expected_net`."""
    segment: str
    grace: Grace | None
    """The rule that holds; `overridden.grace` goes before it."""
    overridden: Overridden
    holds: tuple[Hold, ...]
    late_fees: tuple[LateFee, ...]
    fee_limits: tuple[FeeLimit, ...]
    """Each is the most that the invoice's late fees may come to, all of them together."""
    interest_limits: tuple[InterestLimit, ...]
    """Those that hold and that nothing stops."""
    step: Step | None
    """The next stage, before its wait and before holds."""
    stage_wait: int
    interest: Interest | None
    """The one that holds and that nothing stops."""
    offers: tuple[Offer, ...]
    credits: tuple[Credit, ...]
    provision: Provision | None
    """The bucket the invoice lies in."""
    write_off: WriteOff | None
    priorities: tuple[Priority, ...]
    contact_limits: tuple[ContactQuota, ...]
    """Those that apply to the account, for what it owes in this currency; the gate holds them."""
    contact_hours: tuple[ContactHours, ...]
    contact_consents: tuple[ContactConsent, ...]

    @property
    def contact_rules(self) -> tuple[ContactRule, ...]:
        """Every rule about contacts that applies to the account, for what it owes in this currency."""
        return (*self.contact_limits, *self.contact_hours, *self.contact_consents)

    @property
    def score(self) -> int:
        """The sum of the points of every priority that holds."""
        return sum(priority.score for priority in self.priorities)

    def stopped(self, what: str) -> bool:
        """Whether `stage`, `late_fee`, `interest` or `write_off` is stopped: by a hold, or left out.

        The ladder is also while somebody else collects, and what is agreed on is not let go.
        """
        return (
            self.overridden.left_out
            or what in stopped_by_itself(self.facts)
            or any(what in hold.stops for hold in self.holds)
        )

    @property
    def placed(self) -> bool:
        """Whether an agency or a lawyer collects it, so that we do not."""
        return bool(self.facts["placed"])

    @property
    def stage_due(self) -> int | None:
        """The position of the stage to take now, or None when there is none, it waits or is held."""
        if self.step is None or self.stage_wait or self.stopped("stage"):
            return None
        return self.step.stage


def stopped_by_itself(facts: Facts) -> frozenset[Stoppable]:
    """What stops whatever the policy says: no step for what is placed, no write-off of what is agreed on."""
    stopped = set[Stoppable]()
    if facts.get("placed"):
        stopped.add("stage")
    if "open" in (facts.get("plan"), facts.get("settlement")):
        stopped.add("write_off")
    return frozenset(stopped)


def stopped_days_facts(policy: Policy) -> tuple[str, ...]:
    """The facts whose days do not count past grace, because a hold with a stopped clock names their state."""
    named = {
        condition.fact
        for hold in policy.hold
        if hold.clock == "stopped"
        for condition in hold.when
        if condition.fact in DATED_STATES
    }
    return tuple(DATED_STATES[fact] for fact in DATED_STATES if fact in named)


def judge(
    policy: Policy, known: Facts, overridden: Overridden = AS_WRITTEN, on: date | None = None
) -> Judgement:
    """What `policy` decides on the facts of one invoice and its account, derived facts left out.

    The day they are of is `on`: it says whether it is a working day. Without it, each day is one.

    It is asked for what is owed in one currency, and read as it stands for that. What overrides say of
    the invoice goes before what the policy says.
    """
    policy = policy.in_currency(str(known["currency"]))
    facts: dict[str, Scalar] = dict(known)
    facts["expected_net"] = expected_net(
        policy, int(facts["overdue_total"]), int(facts["days_past_due"])
    )
    facts["segment"] = segment_of(policy, facts)
    graces = holding(policy.grace, facts)
    grace = policy.grace[graces[0]] if graces else None
    grace_days = grace.days if grace else 0
    facts["days_past_grace"] = days_past_grace(policy, facts, grace_days, overridden)

    def of(name: str) -> tuple[int, ...]:
        return holding(policy.section(name), facts)

    holds = tuple(policy.hold[index] for index in of("hold"))
    stops = {stopped for hold in holds for stopped in hold.stops} | stopped_by_itself(facts)
    if overridden.left_out:
        stops = set(STOPPABLE)
    after = furthest(policy, str(facts["stage"]), str(facts["passed_over"]))
    step = next_step(policy, of("stage"), after, bool(facts["late_when_first_seen"]))
    write_offs, interests = of("write_off"), of("interest")
    return Judgement(
        facts=facts,
        segment=str(facts["segment"]),
        grace=grace,
        overridden=overridden,
        holds=holds,
        late_fees=()
        if "late_fee" in stops
        else tuple(policy.late_fee[index] for index in of("late_fee")),
        fee_limits=tuple(policy.fee_limit[index] for index in of("fee_limit")),
        interest_limits=tuple(policy.interest_limit[index] for index in of("interest_limit")),
        step=step,
        stage_wait=waiting_days(policy, policy.stage[step.stage], facts, on) if step else 0,
        interest=policy.interest[interests[0]] if interests and "interest" not in stops else None,
        offers=tuple(policy.offer[index] for index in of("offer")),
        credits=tuple(policy.credit[index] for index in of("credit")),
        provision=provision_of(policy, int(facts["days_past_due"])),
        write_off=policy.write_off[write_offs[0]]
        if write_offs and "write_off" not in stops
        else None,
        priorities=tuple(policy.priority[index] for index in of("priority")),
        contact_limits=tuple(policy.contact_limit[index] for index in of("contact_limit")),
        contact_hours=tuple(policy.contact_hours[index] for index in of("contact_hours")),
        contact_consents=tuple(policy.contact_consent[index] for index in of("contact_consent")),
    )


def days_past_grace(
    policy: Policy, facts: Facts, grace_days: int, overridden: Overridden = AS_WRITTEN
) -> int:
    """Days past due less the days of grace, and less those on which the clock was stopped, each once.

    A hold had stopped it, or the invoice was left out.
    """
    past_due = facts["days_past_due"]
    assert isinstance(past_due, int)
    by_holds = stopped_days_facts(policy)
    stopped = sum(int(facts[fact]) for fact in by_holds) + overridden.days_left_out
    if "days_disputed" in by_holds:
        stopped -= overridden.days_left_out_disputed
    own = overridden.grace
    return past_due - (grace_days if own is None else own) - stopped


def provision_of(policy: Policy, days_past_due: int) -> Provision | None:
    """The bucket that an invoice of an age lies in, or None where the policy names none for it."""
    return next((each for each in policy.provision if each.holds(days_past_due)), None)


def expected_net(policy: Policy, overdue: int, days_past_due: int) -> int:
    """What is likely to be left of an overdue sum, in minor units, rounded down once."""
    return int(overdue * share_left(policy, days_past_due))


def share_left(policy: Policy, days_past_due: int) -> Fraction:
    """What share of a sum is likely to be left, from 0 to 1.

    The provision of the age is what is expected to be lost; of the rest, the share of whom the first
    placing stage names goes to them. Where the policy names neither, all of it is left.
    """
    provision = provision_of(policy, days_past_due)
    lost = provision.percent if provision else Fraction(0)
    shares = (
        stage.action.contingency_percent
        for stage in policy.stage
        if isinstance(stage.action, PlacementAction)
    )
    theirs = Fraction(next(shares, Decimal(0)))
    return (100 - lost) * (100 - theirs) / 10_000
