"""Several processes at once: a limit holds, whoever comes first."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from collectrules.errors import Refused
from collectrules.ledger.book import Ledger
from collectrules.ledger.verify import verify
from collectrules.worklist.outcomes import log_contact
from tests.worklist.books import NOON, THREE_A_WEEK, Books, policy

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

PROCESSES, TRIES = 4, 4


def try_and_try(path: Path, policy_seq: int, account: int, start: Barrier) -> None:
    with Ledger.open(path) as ledger:
        start.wait(60)
        for number in range(TRIES):
            try:
                log_contact(
                    ledger,
                    policy_seq,
                    policy(THREE_A_WEEK),
                    account_id=account,
                    channel="call",
                    result="LV",
                    at=NOON + timedelta(days=number),
                    by=f"process {multiprocessing.current_process().name}",
                )
            except Refused:
                continue


def test_processes_that_log_at_once_never_step_over_the_limit(books: Books) -> None:
    books.fall_due("call", "reminder")
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(PROCESSES)
    path = books.ledger.path
    processes = [
        spawn.Process(target=try_and_try, args=(path, books.policy_seq, books.account, start))
        for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * PROCESSES
    assert books.rows("SELECT count(*) FROM contact") == [(3,)]
    assert books.done() == [("A", "call"), ("B", "reminder")]
    assert verify(books.ledger) == []
