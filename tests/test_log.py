"""The log says what was done, and to nobody's name."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from collectrules import log


@pytest.fixture(autouse=True)
def quiet_again() -> Iterator[None]:
    yield
    log.configure()


def test_a_line_is_json_and_names_no_customer(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(verbose=True)
    log.get("run").info("done", name="Acme", phone="1", invoices=3)
    out, err = capsys.readouterr()
    assert out == ""
    line = json.loads(err)
    assert (line["event"], line["part"], line["invoices"]) == ("done", "run", 3)
    assert (line["name"], line["phone"]) == ("(hidden)", "(hidden)")


def test_only_warnings_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    log.get("run").info("done")
    log.get("run").warning("odd")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["odd"]
