"""Each known edge of durable-rules, met by `DurableJudge`: one test a trap."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading

import pytest

from collectrules.engine import judge as judging
from collectrules.engine.durable import MAX_PATHS, DurableJudge
from collectrules.engine.judge import MeaningJudge, judge_for
from collectrules.errors import CollectrulesError
from collectrules.policy.meaning import holding
from collectrules.policy.model import Condition, Rule


def at_least(value: int, fact: str = "balance") -> Condition:
    return Condition(fact, "at_least", value)


def test_a_host_starts_no_threads() -> None:
    before = threading.active_count()
    DurableJudge([Rule(id="a", when=(at_least(1),))])
    assert threading.active_count() == before


def test_asked_ten_thousand_times_memory_stays_flat() -> None:
    judge = DurableJudge([Rule(id="a", when=(at_least(1),))])
    for value in range(2_000):
        judge.holding({"balance": value})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for value in range(10_000):
        judge.holding({"balance": value})
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 4_000


def test_a_rule_whose_branches_both_hold_is_said_once() -> None:
    rule = Rule(id="a", any=((at_least(1),), (at_least(2),)))
    assert DurableJudge([rule]).holding({"balance": 5}) == (0,)


def test_no_rule_holding_is_an_answer() -> None:
    judge = DurableJudge([Rule(id="a", when=(at_least(10),))])
    assert judge.holding({"balance": 1}) == ()
    assert judge.holding({"balance": 10}) == (0,)


def test_a_section_without_rules_and_a_rule_without_conditions() -> None:
    assert DurableJudge([]).holding({"balance": 1}) == ()
    assert DurableJudge([Rule(id="everyone")]).holding({"balance": 1}) == (0,)


@pytest.mark.parametrize("count", [MAX_PATHS - 1, MAX_PATHS, MAX_PATHS + 1, 65, 300])
def test_more_conditions_than_one_ruleset_takes(count: int) -> None:
    rules = [Rule(id=f"r{n}", when=(at_least(n),)) for n in range(count)]
    assert DurableJudge(rules).holding({"balance": count}) == tuple(range(count))
    assert DurableJudge(rules).holding({"balance": 3}) == (0, 1, 2, 3)


def test_one_rule_with_more_conditions_than_one_ruleset_takes() -> None:
    rule = Rule(id="a", any=tuple((Condition("balance", "equals", n),) for n in range(200)))
    for value in (0, 77, 199, 200):
        assert DurableJudge([rule]).holding({"balance": value}) == holding(
            [rule], {"balance": value}
        )


def test_the_same_facts_twice_are_answered_twice() -> None:
    judge = DurableJudge([Rule(id="a", when=(at_least(1),))])
    assert [judge.holding({"balance": 1}) for _ in range(3)] == [(0,)] * 3


def test_all_that_hold_are_said_not_only_the_first() -> None:
    rules = [Rule(id=f"r{n}", when=(at_least(0),)) for n in range(14)]
    assert DurableJudge(rules).holding({"balance": 0}) == tuple(range(14))


@pytest.mark.parametrize("value", [-(2**62), -1, 0, 2**53 + 1, 2**62])
def test_integers_are_exact(value: int) -> None:
    judge = DurableJudge([Rule(id="a", when=(Condition("balance", "equals", value),))])
    assert judge.holding({"balance": value}) == (0,)
    assert judge.holding({"balance": value + 1}) == ()


@pytest.mark.parametrize("word", ["", "Ünïcode", "it's", 'a "quote"', "日本", "x" * 300])
def test_words_compare_as_they_are(word: str) -> None:
    judge = DurableJudge([Rule(id="a", when=(Condition("segment", "equals", word),))])
    assert judge.holding({"segment": word}) == (0,)
    assert judge.holding({"segment": word + "."}) == ()


def test_a_failure_inside_a_rule_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = DurableJudge([Rule(id="a", when=(at_least(1),))])

    class Broken(set[int]):
        def add(self, _index: int) -> None:
            raise ValueError("broken")

    monkeypatch.setattr(judge, "_fired", Broken())
    with pytest.raises(CollectrulesError, match="the rules engine failed"):
        judge.holding({"balance": 1})


def test_without_durable_rules_the_specification_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "durable_fault", lambda: "durable-rules cannot be imported: gone")
    assert isinstance(judge_for([Rule(id="a")]), MeaningJudge)
    assert judging.engine_name() == "meaning"


def test_an_unimportable_durable_rules_is_noticed() -> None:
    code = (
        "import sys; sys.modules['durable_rules_engine'] = None\n"
        "from collectrules.engine.judge import durable_fault, engine_name\n"
        "print(engine_name(), durable_fault())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("meaning durable-rules cannot be imported")
