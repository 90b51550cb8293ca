from __future__ import annotations

import subprocess
import sys

import pytest

from collectrules.actions.filling import given
from collectrules.actions.spelling import in_shell, on_screen, with_fields
from collectrules.actions.table import ACTIONS, action_named
from collectrules.errors import InputError, Refused
from tests.actions.office import Office


def test_ids_and_keys_are_each_given_once() -> None:
    ids = [each.id for each in ACTIONS]
    keys = [each.key for each in ACTIONS if each.key]
    assert len(set(ids)) == len(ids)
    assert len(set(keys)) == len(keys)


def test_no_key_is_one_that_the_screen_has_for_itself() -> None:
    theirs = set("ou/.,[]RDPVq?:y jk12345678")
    assert not theirs & {each.key for each in ACTIONS if each.key}


def test_y_answers_questions_and_opens_nothing() -> None:
    """A question that y confirms must never have been asked by y."""
    assert all(each.key != "y" for each in ACTIONS)


def test_what_cannot_be_taken_back_is_asked_about() -> None:
    asking = {each.id for each in ACTIONS if each.confirm}
    assert asking == {"cancel-plan", "cancel-settlement", "approve"}


def test_fields_are_named_once_and_choices_have_words() -> None:
    for action in ACTIONS:
        names = [each.name for each in action.fields]
        assert len(set(names)) == len(names), action.id
        for each in action.fields:
            assert (each.kind == "choice") == bool(each.choices), (action.id, each.name)


def test_the_table_knows_nothing_of_the_screen() -> None:
    code = "import sys, collectrules.actions.table; print('textual' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "False"


def test_names_are_taken_in_capitals_and_near_ones_are_told() -> None:
    assert action_named("Call_Back").id == "call-back"
    with pytest.raises(InputError) as error:
        action_named("promis")
    assert error.value.help == "did you mean `promise`?"


def test_fields_from_the_shell() -> None:
    promise = action_named("promise")
    assert given(promise, ["day=+7", "amount=1=2"]) == {"day": "+7", "amount": "1=2"}
    with pytest.raises(InputError, match="`dya` is not asked by `promise`") as error:
        given(promise, ["dya=3"])
    assert error.value.help.startswith("did you mean `day=`?")
    with pytest.raises(InputError, match="not written as name=value"):
        given(promise, ["friday"])
    with pytest.raises(InputError, match="day: it is given twice"):
        given(promise, ["day=1", "DAY=2"])


def test_what_an_act_says_of_its_options_names_the_fields() -> None:
    plan = action_named("plan")
    said = "approve with `--approved-by NAME`, `--every` and `--plan EVENT`, for `--invoice N`"
    assert with_fields(plan, said, in_shell) == (
        "approve with `approved-by=`, `every=` and `--plan EVENT`, for `invoices=`"
    )
    assert with_fields(plan, said, on_screen) == (
        "approve with `approved by`, `one every` and `--plan EVENT`, for `for which invoices`"
    )


def test_a_refused_plan_says_which_fields_to_fill(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        office.do("plan", instalments="90", every="week", first="+7")
    assert "`approved-by=`" in refused.value.help
    assert "`--" not in refused.value.help
