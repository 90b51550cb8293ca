"""How long `policy check` takes for a policy of 500 rules, as a multiple of a bare TOML parse of its text."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final
from unittest import mock

from collectrules.policy.checks import findings
from collectrules.policy.load import parse, policy_in
from collectrules.policy.source import read_document

RULES: Final = 500
_TIMES: Final = 7
_DAY: Final = date(2026, 6, 1)
_HEAD: Final = """\
language = 1

[policy]
id = "benchmark"
title = "A policy of many rules"
version = "1"
effective_from = 2026-01-01
currency = "GBP"
"""
_LAST: Final = '[[grace]]\nid = "everyone"\ndays = 0\n'
_KINDS: Final = (
    '[[grace]]\nid = "grace-{n}"\nwhen.overdue_total = {{ at_least = {n}.00, below = {above}.00 }}\n'
    "days = 5\n",
    '[[late_fee]]\nid = "fee-{n}"\nwhen.debtor_kind = "business"\n'
    "when.days_past_grace = {{ at_least = {n} }}\n"
    'charge = {{ bands = [{{ below = 1_000.00, amount = 15.00 }}, {{ amount = 40.00 }}], of = "balance" }}\n',
    '[[stage]]\nid = "stage-{n}"\nwhen.days_past_due = {{ at_least = {n} }}\n'
    "any = [{{ overdue_total = {{ at_least = 100.00 }} }}, {{ broken_promises = {{ at_least = 1 }} }}]\n"
    'wait_days = 7\naction = {{ channel = "email", template = "reminder" }}\n',
    '[[write_off]]\nid = "write-off-{n}"\nwhen.balance = {{ at_most = {n}.00 }}\n'
    'when.days_past_due = {{ at_least = {above} }}\nunless.promise = "open"\napproval = "owner"\n',
    '[[priority]]\nid = "priority-{n}"\nwhen.oldest_days_past_due = {{ at_least = {n} }}\nscore = 10\n',
)
"""One rule of each of these sections in turn."""


def policy_text(rules: int) -> bytes:
    """A policy of so many rules, with two or three lines of conditions each."""
    written = [
        _KINDS[n % len(_KINDS)].format(n=n, above=n + 50) + 'reason = "as measured"\n'
        for n in range(rules - 1)
    ]
    return "\n".join([_HEAD, *written, _LAST]).encode()


def main() -> None:
    """Print the median CPU seconds of each part of a check, and its ratio to a bare parse."""
    data = policy_text(RULES)
    print(
        f"policy check, {RULES} rules, {len(data):,} bytes, without z3: seconds of CPU and ratios of them"
    )
    bare = _seconds(lambda: tomllib.loads(data.decode()))
    for what, taken in (("tomllib alone", bare), *_parts(data)):
        print(f"{what:24} {taken:8.3f} {taken / bare:8.1f}")


def _parts(data: bytes) -> list[tuple[str, float]]:
    with mock.patch.dict(sys.modules, {"z3": None}):
        return [
            ("load", _seconds(lambda: parse(data, "benchmark.toml"))),
            ("load and checks", _seconds(lambda: _check(data))),
            ("the command, from start", _command(data)),
        ]


def _check(data: bytes) -> None:
    source = read_document(data, "benchmark.toml")
    findings(policy_in(source), source, _DAY)


_WITHOUT_Z3: Final = (
    "import sys; sys.modules['z3'] = None; from collectrules.cli.app import run; run(sys.argv[1:])"
)


def _command(data: bytes) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.toml"
        path.write_bytes(data)
        command = [sys.executable, "-c", _WITHOUT_Z3, "policy", "check", str(path)]
        return _seconds(lambda: subprocess.run(command, capture_output=True, check=True))


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(_TIMES):
        started = _cpu()
        work()
        taken.append(_cpu() - started)
    return median(taken)


def _cpu() -> float:
    """Seconds of CPU used so far by this process and by those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main()
