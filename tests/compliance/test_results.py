"""The table of results."""

from __future__ import annotations

import pytest

from collectrules.compliance.results import result_named, results, results_of
from collectrules.errors import InputError
from tests.compliance.contacts import CHANNELS


def test_every_result_of_a_channel_has_a_key_of_its_own() -> None:
    for channel in CHANNELS:
        keys = [result.key for result in results_of(channel)]
        assert keys
        assert all(len(key) == 1 and key.islower() for key in keys)
        assert len(set(keys)) == len(keys), channel


def test_a_conversation_is_a_contact_and_what_is_ours_is_an_attempt() -> None:
    for result in results().values():
        assert result.contact or not result.conversation, result.code
        assert result.attempt or not result.contact or result.direction == "in", result.code
        assert result.passes_gate == (result.direction == "out" and result.attempt)


def test_which_results_carry_a_stage_out() -> None:
    not_so = {code for code, result in results().items() if not result.carries_out}
    assert not_so == {"NA", "LB", "WN", "TD", "TP", "EMB", "EMI", "SMI"}
    assert {code for code, result in results().items() if result.needs} == {"PTP", "DSP"}


def test_a_result_is_found_by_its_code_in_any_case() -> None:
    assert result_named("call", " rpc-ref ").code == "RPC-REF"


@pytest.mark.parametrize(
    ("channel", "code", "message", "help"),
    [
        ("call", "PTB", "`PTB` is not a result of a contact by call", "did you mean `PTP`?"),
        ("email", "zz", "`zz` is not a result of a contact by email", "use one of EM, EMB, EMI"),
        ("sms", "ML", "`ML` is a result by letter, not by sms", "use one of SMS, SMI"),
    ],
)
def test_a_code_that_is_none(channel: str, code: str, message: str, help: str) -> None:
    with pytest.raises(InputError) as refused:
        result_named(channel, code)
    assert (refused.value.message, refused.value.help) == (message, help)
