"""`verify`: whether the books are as they were written, and every contact was allowed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final

import typer

from collectrules.cli import common

if TYPE_CHECKING:
    from collectrules.compliance.replay import Finding, Judged, Replay

_HEADINGS: Final[dict[Judged, str]] = {
    "breach": "not allowed:",
    "overridden": "stepped over with a reason:",
    "came to light": "allowed by what was known; not by what was recorded later:",
    "no policy": "no policy was in force, so nothing can be said of:",
}
_WIDTH: Final = 100


def verify(
    context: typer.Context,
    *,
    limits: Annotated[
        bool, typer.Option("--limits", help="Hold every contact against the limits of its day.")
    ] = False,
    json: common.JsonOption = False,
    ledger: common.LedgerOption = None,
) -> int:
    """Check every event against the chain of hashes, and every table against the journal.

    With --limits, every contact and attempt is put to the gate once more, as things were known then.
    """
    from collectrules.compliance.replay import replay
    from collectrules.ledger.book import Ledger
    from collectrules.ledger.verify import verify as faults_of

    with Ledger.open(common.ledger_path(context, ledger)) as book, book.reading():
        faults = faults_of(book)
        (events,) = book.connection.execute("SELECT count(*) FROM journal").fetchone()
        replayed = replay(book) if limits and not faults else None
    if json:
        more = {"limits": _as_json(replayed) if replayed else None} if limits else {}
        common.print_json({"events": events, "faults": faults, **more})
    else:
        typer.echo("\n".join(map(common.printable, _told(events, faults, replayed))))
    return 1 if faults or (replayed and replayed.of("breach")) else 0


def _told(events: int, faults: list[str], replayed: Replay | None) -> Iterator[str]:
    if faults:
        yield from faults
        yield ""
        yield "the ledger was changed by something else than this program: keep a copy as it is"
        return
    yield f"{events:,} events: the chain is whole, and every table says what the journal says"
    if replayed is not None:
        yield from _limits_told(replayed)


def _limits_told(replayed: Replay) -> Iterator[str]:
    breaches = len(replayed.of("breach"))
    found = "no breach of a limit" if not breaches else f"{breaches:,} not allowed"
    many = "1 contact" if replayed.judged == 1 else f"{replayed.judged:,} contacts and attempts"
    yield f"{many}, judged as things were known then: {found}"
    for judged, heading in _HEADINGS.items():
        findings = replayed.of(judged)
        if findings:
            yield ""
            yield heading
        for each in findings:
            yield from _finding(each)


def _finding(found: Finding) -> Iterator[str]:
    entry = found.entry
    code = entry.code or "attempt"
    when = f"{found.local:%Y-%m-%d %H:%M}"
    yield f"  event {entry.seq}: {entry.channel} {code} with {found.account} at {when}"
    if found.verdict is not None:
        yield from _wrapped(found.verdict.sentence)
    if found.reason:
        yield from _wrapped(f"reason: {found.reason}")
    if found.judged == "breach":
        of = f"; policy {found.policy.id} {found.policy.version}" if found.policy else ""
        yield from _wrapped(
            f"recorded by {found.recorded_by} at {found.recorded_at[:16].replace('T', ' ')} UTC{of}"
        )
        if entry.kind == "contact" and entry.undone_by is not None:
            yield from _wrapped(f"taken back by event {entry.undone_by}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        common.printable(text),
        _WIDTH,
        initial_indent="    ",
        subsequent_indent="      ",
        break_on_hyphens=False,
    )


def _as_json(replayed: Replay) -> dict[str, object]:
    return {
        "judged": replayed.judged,
        "breaches": [_finding_json(each) for each in replayed.of("breach")],
        "overridden": [_finding_json(each) for each in replayed.of("overridden")],
        "came_to_light": [_finding_json(each) for each in replayed.of("came to light")],
        "no_policy": [_finding_json(each) for each in replayed.of("no policy")],
    }


def _finding_json(found: Finding) -> dict[str, object]:
    entry, verdict, policy = found.entry, found.verdict, found.policy
    return {
        "event": entry.seq,
        "kind": entry.kind,
        "account": found.account,
        "channel": entry.channel,
        "result": entry.code or None,
        "at": found.local.isoformat(),
        "recorded_at": found.recorded_at,
        "recorded_by": found.recorded_by,
        "policy": {"id": policy.id, "version": policy.version} if policy else None,
        "rule": verdict.rule if verdict else None,
        "level": verdict.level if verdict else None,
        "blocking": list(verdict.blocking) if verdict else [],
        "counted": [each._asdict() for each in verdict.counted] if verdict else [],
        "sentence": verdict.sentence if verdict else None,
        "reason": found.reason or None,
        "taken_back": entry.undone_by if entry.kind == "contact" else None,
    }
