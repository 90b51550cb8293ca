"""The fields of an action filled: with what stands there at first, and from `name=value` of the shell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from collectrules.actions.action import Action, Answers, Context, Done
from collectrules.actions.answers import WrongAnswer
from collectrules.actions.spelling import Spelt, in_shell, with_fields
from collectrules.errors import CollectrulesError, InputError
from collectrules.policy.facts import closest


def first_values(context: Context, action: Action) -> dict[str, str]:
    """What stands in each field before anybody writes, by its name; empty where nothing does."""
    return {each.name: each.first(context) if each.first else "" for each in action.fields}


def carry_out(
    context: Context, action: Action, answers: Answers, *, spelt: Spelt = in_shell
) -> Done:
    """Perform an action; a field that the answers do not have is as it stands at first.

    Raises as the action does; what is to be done then names its fields as they are `spelt`.
    """
    firsts = {
        each.name: each.first(context)
        for each in action.fields
        if each.first is not None and each.name not in answers
    }
    try:
        return action.perform(context, {**firsts, **answers})
    except CollectrulesError as error:
        error.help = with_fields(action, error.help, spelt)
        raise


def missing(action: Action, answers: Answers) -> str | None:
    """The name of the first field that may not be empty and is; None where all have something."""
    return next(
        (
            each.name
            for each in action.fields
            if not each.optional and not answers.get(each.name, "").strip()
        ),
        None,
    )


def given(action: Action, texts: Iterable[str]) -> Mapping[str, str]:
    """What `name=value` texts say; raises `InputError` for a name that the action has not, or has twice."""
    answers: dict[str, str] = {}
    known = [each.name for each in action.fields]
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip().lower().replace("_", "-")
        if not equals or name not in known:
            near = closest(name, known)
            listed = f"`{action.id}` asks for {', '.join(known)}"
            raise InputError(
                f"`{name}` is not asked by `{action.id}`"
                if equals
                else f"`{text}` is not written as name=value",
                help=f"did you mean `{near}=`? {listed}" if near else listed,
            )
        if name in answers:
            raise WrongAnswer(name, "it is given twice", help="give each once")
        answers[name] = value
    return answers
