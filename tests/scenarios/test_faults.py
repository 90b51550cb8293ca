"""What an owner is told of a bad file. Every code of scenarios has a deliberately bad file in `bad/`."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from collectrules.policy.codes import CODES
from collectrules.policy.render import render_full
from collectrules.scenarios.find import find

FOLDER = Path(__file__).parent / "bad"
BAD = sorted(FOLDER.glob("*.scenarios.toml"))


def code(path: Path) -> str:
    return path.name.split(".")[0]


@pytest.mark.parametrize("path", BAD, ids=code)
def test_what_is_said_of_a_bad_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    monkeypatch.chdir(FOLDER)
    found = find([Path(path.name)])
    assert found.files == []
    assert {each.code for each in found.diagnostics} == {code(path)}
    assert render_full(found.diagnostics, found.sources) == snapshot


@pytest.mark.parametrize("path", BAD, ids=code)
def test_a_sentence_is_one_line_in_lower_case_without_a_full_stop(path: Path) -> None:
    for fault in find([path]).diagnostics:
        assert fault.help
        for text in (fault.message, fault.help):
            assert "\n" not in text
            assert not text.endswith(".")
            assert text[:1] == text[:1].lower() or text[:3] in {"EUR", "`XX"}


def test_codes_of_bad_files_are_known() -> None:
    assert {code(path) for path in BAD} <= CODES.keys()


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (b"", ["no-scenarios"]),
        (b"\xff", ["not-utf8"]),
        (b"policy = 7", ["wrong-type"]),
        (b'policy = ".."', ["policy-not-found"]),
        (b'policy = "a\\u0000b"', ["control-character"]),
        (b"[[scenario]", ["not-toml"]),
        (b"scenario = 3", ["no-scenarios"]),
        (b"scenario = []", ["no-scenarios"]),
        (b"scenario = [3]", ["wrong-type"]),
        (b"[scenario]\nname = 'x'", ["no-scenarios"]),
        (b"[[scenario]]\nname = 'x'\nexpect.stage = 'none'\ngiven = 3", ["wrong-type"]),
        (b"[[scenario]]\nname = 'x'\nexpect = 3", ["wrong-type"]),
        (b"[[scenario]]\nname = 'x'\ntimeline = []", ["wrong-type"]),
        (b"[[scenario]]\nname = 'x'\ntimeline = [{on = nan, expect = 3}]", ["wrong-type"]),
    ],
)
def test_every_way_a_file_can_be_wrong(data: bytes, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "ready.toml").write_bytes((FOLDER / "ground.toml").read_bytes())
    file = tmp_path / "ready.scenarios.toml"
    file.write_bytes(data)
    assert [each.code for each in find([file]).diagnostics] == codes


def test_a_policy_with_faults_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text("language = 2\n")
    for name in ("p", "q"):
        text = 'policy = "p.toml"\n[[scenario]]\nname = "s"\nexpect.stage = "none"\n'
        (tmp_path / f"{name}.scenarios.toml").write_text(text)
    found = find([tmp_path])
    assert [each.code for each in found.diagnostics] == ["unknown-language"]
    assert found.files == []


@pytest.mark.parametrize(
    ("override", "code", "said"),
    [
        ("{}", "missing-key", "it does not say what the override does"),
        (
            "{ leave_out = true, grace = 3 }",
            "useless-key",
            "an override does one thing: `leave_out` or `grace`",
        ),
        ("{ leave_out = false }", "wrong-type", "`leave_out` must be true, but is `false`"),
        (
            "{ grace = 1.5 }",
            "wrong-type",
            "`grace` must be a whole number, but is the number `1.5`",
        ),
        (
            '{ policy = "wholesale" }',
            "unknown-key",
            "an override of a scenario cannot put anything under another policy",
        ),
        (
            "{ grace = 3, until = 2026-02-28 }",
            "out-of-order",
            "an override from 2026-03-01 cannot last until 2026-02-28",
        ),
        ('{ grace = 3, of = "B" }', "unknown-invoice", "no invoice `B` has been issued by then"),
        ('{ grace = 3, invoice = "A1" }', "unknown-key", "unknown key `invoice` in `override`"),
    ],
)
def test_an_override_that_cannot_be_read(
    override: str, code: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "ready.toml").write_bytes((FOLDER / "ground.toml").read_bytes())
    file = tmp_path / "ready.scenarios.toml"
    file.write_text(f"""policy = "ready.toml"
[[scenario]]
name = "s"
[[scenario.timeline]]
on = 2026-03-01
invoice = {{ number = "A1", amount = 500.00, due = 2026-03-31 }}
override = {override}
expect.stage = "none"
""")
    (fault,) = find([file]).diagnostics
    assert (fault.code, fault.message) == (code, said)
    assert fault.help
