"""What is doubtful. Every check has a policy in `doubtful/` that trips it, and one that does not."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from syrupy.assertion import SnapshotAssertion

from collectrules.errors import Diagnostic
from collectrules.policy import checks
from collectrules.policy.checks import CHECKS, Checked, Known, check_policy
from collectrules.policy.codes import CODES
from collectrules.policy.load import load, policy_in
from collectrules.policy.model import CONDITIONAL, Policy
from collectrules.policy.proof.prover import prover_for
from collectrules.policy.proof.search import BoxSearch
from collectrules.policy.render import render_full
from collectrules.policy.source import Source, read_document
from collectrules.scenarios.session import decided_rules
from tests.engine.strategies import policies
from tests.policy.texts import HEAD, READY

DAY = date(2026, 6, 1)
DOUBTFUL = Path(__file__).parent / "doubtful"
TRIPPING = sorted(
    path.name.removesuffix(".toml")
    for path in DOUBTFUL.glob("*.toml")
    if not path.name.endswith((".fine.toml", ".before.toml", ".scenarios.toml"))
)
"""Named by the code, and by what is special about it after a dot."""
FINE = [f"{name}.fine" for name in TRIPPING]
PUBLISHED = [
    path
    for path in sorted((Path(__file__).parents[1] / "policies").glob("*.toml"))
    if not path.name.endswith(".scenarios.toml")
]
PROVED = tuple(CHECKS)[: list(CHECKS).index("review-due")]
"""The checks that take proofs."""


def source_of(path: Path) -> Source:
    return read_document(path.read_bytes(), path.name)


def known_of(policy: Policy, path: Path) -> Known:
    """What is known beside a file: the version before in `.before.toml`, and its scenarios."""
    code = path.name.partition(".")[0]
    before = path.with_name(f"{code}.before.toml")
    return Known(
        day=DAY,
        before=load(before) if before.exists() else None,
        tried=decided_rules(policy, path) if code == "no-scenario" else None,
    )


def by_one(name: str, *, with_z3: bool | None = None) -> Checked:
    path = DOUBTFUL / f"{name}.toml"
    policy = policy_in(source_of(path))
    return check_policy(policy, known_of(policy, path), partial(prover_for, with_z3=with_z3))


def by_both(name: str) -> tuple[Checked, Checked]:
    return by_one(name, with_z3=True), by_one(name, with_z3=False)


def checked(text: str, known: Known | None = None) -> tuple[Diagnostic, ...]:
    source = read_document(text.encode(), "policy.toml")
    return check_policy(policy_in(source), known or Known(day=DAY)).diagnostics(source)


@pytest.mark.parametrize("name", TRIPPING)
def test_what_is_said_of_a_doubtful_policy(name: str, snapshot: SnapshotAssertion) -> None:
    source, code = source_of(DOUBTFUL / f"{name}.toml"), CODES[name.partition(".")[0]]
    found = by_one(name).diagnostics(source)
    assert {(each.code, each.severity) for each in found} == {(code.name, code.severity)}
    assert render_full(found, {source.file: source.text}) == snapshot


@pytest.mark.parametrize("name", FINE)
def test_a_policy_beside_it_is_not_doubted(name: str) -> None:
    for found in by_both(name):
        assert (found.found, found.undecided, found.unconfirmed) == ((), (), ())


@pytest.mark.parametrize("name", TRIPPING)
def test_boxes_find_what_z3_proves(name: str) -> None:
    with_z3, without = by_both(name)
    assert (with_z3.prover, without.prover) == ("z3", "boxes")
    assert without.undecided == ()
    assert [each.message for each in with_z3.found] == [each.message for each in without.found]


@pytest.mark.parametrize("name", TRIPPING)
def test_a_sentence_is_one_line_without_a_full_stop(name: str) -> None:
    for finding in by_one(name).found:
        for text in (finding.message, finding.help, *finding.notes):
            assert "\n" not in text
            assert not text.endswith(".")
            assert text[:1] == text[:1].lower() or text.startswith("in ")


def test_every_check_is_registered_and_has_its_two_policies() -> None:
    named = {each.name for each in CODES.values() if each.number.startswith("CR2")}
    assert CHECKS.keys() <= named
    assert {name.partition(".")[0] for name in TRIPPING} == CHECKS.keys()
    fine = {path.name for path in DOUBTFUL.glob("*.fine.toml")}
    assert fine == {f"{name}.toml" for name in FINE}


@pytest.mark.parametrize("with_z3", [True, False])
def test_the_policy_that_is_shipped_has_nothing_doubtful(with_z3: bool) -> None:
    policy = load(READY)
    known = Known(day=DAY, tried=decided_rules(policy, READY))
    found = check_policy(policy, known, partial(prover_for, with_z3=with_z3))
    assert (found.found, found.undecided, found.unconfirmed) == ((), (), ())


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
@pytest.mark.parametrize("with_z3", [True, False])
def test_the_policies_that_firms_publish_are_not_doubted(path: Path, with_z3: bool) -> None:
    policy = policy_in(source_of(path))
    known = Known(day=DAY, tried=decided_rules(policy, path))
    found = check_policy(policy, known, partial(prover_for, with_z3=with_z3))
    assert (found.found, found.undecided, found.unconfirmed) == ((), (), ())


@given(policy=policies())
@settings(max_examples=60, deadline=None)
def test_of_random_policies_both_find_the_same_and_every_example_is_one(policy: Policy) -> None:
    with_z3, without = (
        check_policy(policy, Known(day=DAY), partial(prover_for, with_z3=z3))
        for z3 in (True, False)
    )
    assert (with_z3.unconfirmed, without.unconfirmed) == ((), ())
    left_out = {*with_z3.undecided, *without.undecided}
    found = [
        {(each.code, each.path) for each in one.found if each.code not in left_out}
        for one in (with_z3, without)
    ]
    assert found[0] == found[1]


def test_an_example_that_is_none_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    told = by_one("conflict").found
    assert told
    monkeypatch.setattr(checks.finding.Witness, "confirmed", lambda _self, _policy: False)
    found = by_one("conflict")
    assert (found.found, len(found.unconfirmed)) == ((), len(told))


def test_what_is_too_hard_is_said_not_to_be_checked() -> None:
    source = source_of(READY)
    found = check_policy(
        policy_in(source), Known(day=DAY), lambda theory: BoxSearch(theory, most_boxes=0)
    )
    assert found.found == ()
    assert {*found.undecided} >= {"never-holds", "hidden-rule", "unreachable-stage", "conflict"}
    (note,) = found.diagnostics(source)
    assert (note.code, note.severity) == ("not-checked", "note")
    assert note.message.startswith("not checked in full: `never-holds`, `hidden-rule`, ")
    assert note.help == (
        "neither a proof nor an example was found without z3; "
        "`pip install 'collectrules[verify]'` installs it"
    )


def long_policy(rules: int, more: str = "") -> Source:
    written = "".join(
        f'[[priority]]\nid = "p{n}"\nwhen.overdue_total = {{ at_least = {n} }}\nscore = 1\n'
        for n in range(rules)
    )
    return read_document((HEAD + more + written).encode(), "long.toml")


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        (checks.MOST_RULES + 1, ""),
        (
            checks.MOST_RULES // 2,
            '[[grace]]\nid = "g"\ndays = [{ from = 2026-01-01, is = 1 }, { from = 2027-01-01, is = 2 }]\n',
        ),
    ],
    ids=["rules", "readings"],
)
def test_a_policy_of_thousands_of_rules_is_said_not_to_be_checked(rules: int, more: str) -> None:
    source = long_policy(rules, more)
    found = check_policy(policy_in(source), Known(day=DAY))
    assert found.undecided == PROVED
    (note,) = [each for each in found.diagnostics(source) if each.code == "not-checked"]
    assert note.help.startswith("that is only done for up to 1,000 rules, ")


def test_nothing_of_z3_is_imported_where_it_is_not_installed() -> None:
    code = (
        "import importlib.util, sys\n"
        "sys.modules['z3'] = None\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'z3' else find(name, *more)\n"
        "from collectrules.cli.app import run\n"
        f"raise SystemExit(run(['policy', 'check', {str(DOUBTFUL / 'cadence.toml')!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "warning[cadence]" in done.stdout


def test_z3_is_imported_only_where_boxes_leave_something_open() -> None:
    """Whether a rule never holds is proved by it; that one holds is shown by boxes."""
    code = (
        "import sys\n"
        "from collectrules.cli.app import run\n"
        "run(['policy', 'check', sys.argv[1]])\n"
        "raise SystemExit(int('z3' in sys.modules))\n"
    )
    for name, imported in (("never-holds.fine", 0), ("never-holds", 1)):
        command = [sys.executable, "-c", code, str(DOUBTFUL / f"{name}.toml")]
        assert subprocess.run(command, capture_output=True, check=False).returncode == imported


def test_a_review_is_due_from_the_day_after() -> None:
    head = HEAD + "review_by = 2026-07-01\n"
    assert checked(head, Known(day=date(2026, 7, 1))) == ()
    (warning,) = checked(head, Known(day=date(2026, 7, 2)))
    assert (warning.code, warning.severity) == ("review-due", "warning")
    assert warning.message == "the policy was to be reviewed by 2026-07-01, 1 day ago"
    assert (warning.place.line, warning.place.column, warning.place.length) == (9, 13, 10)


def test_no_review_is_due_where_none_is_asked_for() -> None:
    assert checked(HEAD, Known(day=date(2099, 1, 1))) == ()


BEFORE = """
[[grace]]
id = "everyone"
days = 5
reason = "a weekend and a bank holiday"

[[late_fee]]
id = "fee"
when.days_past_grace = { at_least = 1 }
unless.balance       = { below = 50.00 }
charge = { bands = [{ below = 1_000.00, amount = 15.00 }, { amount = 40.00 }], of = "balance" }

[[late_fee]]
id = "interest"
when.days_past_grace = { at_least = 30 }
charge = { percent = 2, of = "balance" }
repeat = "monthly"

[[stage]]
id = "agency"
when.days_past_due = { at_least = 90 }
wait_days = 30
action = { place_with = "northgate", contingency_percent = 25 }

[[contact_limit]]
id = "three-a-week"
channels    = ["call"]
at_most     = 3
within_days = 7
"""
EARLIER = HEAD.replace("2026.1", "2025.2")


def changed(
    before: str, now: str, *, head: str = EARLIER, reason: str = ""
) -> tuple[Diagnostic, ...]:
    earlier = policy_in(read_document((head + BEFORE).encode(), "before.toml"))
    assert before in BEFORE
    text = HEAD + reason + BEFORE.replace(before, now)
    return checked(text, Known(day=DAY, before=earlier))


CHANGES = [
    ("days = 5", "days = 7", 12, "`everyone`", "`days` was 5 and is 7"),
    (
        "past_grace = { at_least = 1 }",
        "past_grace = { at_least = 10 }",
        17,
        "`fee`",
        "`when.days_past_grace` was at least 1 and is at least 10",
    ),
    (
        "below = 50.00",
        "below = 20.00",
        18,
        "`fee`",
        "`unless` was less than 50.00 for `balance` and is less than 20.00 for `balance`",
    ),
    (
        "amount = 15.00",
        "amount = 20.00",
        19,
        "`fee`",
        "`charge` was 15.00 below 1,000.00 and 40.00 from there on by the size of what is left to pay "
        "and is 20.00 below 1,000.00 and 40.00 from there on by the size of what is left to pay",
    ),
    (
        "percent = 2,",
        "percent = 2.5,",
        24,
        "`interest`",
        "`charge` was 2 % of what is left to pay and is 2.5 % of what is left to pay",
    ),
    (
        "when.days_past_due = { at_least = 90 }\n",
        "",
        28,
        "`agency`",
        "`when.days_past_due` was at least 90 and is not there",
    ),
    (
        "charge = { percent = 2, ",
        "charge = { tiers = [{ up_to = 100.00, percent = 2 }, { percent = 1 }], ",
        24,
        "`interest`",
        "`charge` was 2 % of what is left to pay and is 2 % of the first 100.00 and 1 % of the "
        "rest of what is left to pay",
    ),
    ("_percent = 25", "_percent = 30", 31, "`agency`", "`action` was 25 % and is 30 %"),
    ("at_most     = 3", "at_most     = 4", 36, "`three-a-week`", "`at_most` was 3 and is 4"),
]


@pytest.mark.parametrize(("before", "now", "line", "rule", "said"), CHANGES)
def test_a_number_changed_without_a_reason(
    before: str, now: str, line: int, rule: str, said: str
) -> None:
    (warning,) = changed(before, now)
    assert (warning.code, warning.severity) == ("changed-without-reason", "warning")
    assert warning.message == f"{rule} changed since version 2025.2: {said}"
    assert warning.place.line == line


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("days = 5\n", "days = 5\nsay = 'five days'\n"),
        ('days = 5\nreason = "a weekend', 'days = 7\nreason = "two weekends'),
        ('id = "fee"', 'id = "late-fee"'),
        ("at_least = 90 }\n", "at_least = 90 }\nwhen.debtor_kind = 'business'\n"),
    ],
)
def test_a_reason_that_is_new_answers_for_the_number(before: str, now: str) -> None:
    assert changed(before, now) == ()


def test_the_reason_of_a_version_answers_for_all_its_numbers() -> None:
    assert changed("days = 5", "days = 7", reason='reason = "banks are slower now"\n') == ()


def test_every_rule_that_no_scenario_decides() -> None:
    text = HEAD + BEFORE
    assert checked(text) == ()
    tried = frozenset({("grace", "everyone"), ("late_fee", "fee"), ("stage", "fee")})
    found = checked(text, Known(day=DAY, tried=tried))
    assert [(each.code, each.message, each.place.line) for each in found] == [
        ("no-scenario", "no scenario decides `interest`", 22),
        ("no-scenario", "no scenario decides `agency`", 28),
        ("no-scenario", "no scenario decides `three-a-week`", 34),
    ]
    everything = frozenset(
        (section, id)
        for section in CONDITIONAL
        for id in ("everyone", "fee", "interest", "agency", "three-a-week")
    )
    assert checked(text, Known(day=DAY, tried=everything)) == ()


HOURS = """
[[contact_hours]]
id = "morning"
channels = ["call", "sms"]
from = 08:00:00
until = 12:00:00

[[contact_hours]]
id = "afternoon"
channels = ["call"]
from = 12:00:00
"""


def test_hours_that_leave_no_minute_are_doubted() -> None:
    (warning,) = checked(HEAD + HOURS)
    assert (warning.code, warning.severity) == ("never-open", "warning")
    assert warning.message == (
        "`morning` and `afternoon` together leave no minute of the week for contact by call"
    )
    assert (warning.place.line, warning.place.column) == (18, 12)


@pytest.mark.parametrize(
    "rules",
    [
        HOURS + 'level = "soft"\n',
        HOURS + 'when.debtor_kind = "consumer"\n',
        HOURS.replace("from = 12:00:00", "from = 11:59:00"),
        HOURS.replace('["call"]', '["letter"]'),
    ],
)
def test_hours_that_may_leave_a_minute_are_not(rules: str) -> None:
    assert checked(HEAD + rules) == ()
