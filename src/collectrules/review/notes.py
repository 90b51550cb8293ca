"""What a reader of a review has to know: how it was made, what it could not judge, what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from collectrules.ledger.policies import is_beside
from collectrules.review.ground import Ground
from collectrules.review.model import Impact, Side
from collectrules.review.names_since import names_text


def notes_of(ground: Ground, impact: Impact) -> tuple[str, ...]:
    """The sentences, what stands in the way of publishing first."""
    return (
        *_lost(impact.before),
        *_lost(impact.after),
        *_unserved(impact),
        *_under_others(ground, impact),
        *_renamed(ground, impact),
        *_how(ground),
    )


def _lost(side: Side) -> Iterator[str]:
    for stage, count in side.lost.items():
        yield (
            f"{count} open invoice{'s stand' if count != 1 else ' stands'} on the stage `{stage}`, which"
            f" `{side.version.name}` neither has nor moves them from: it cannot be published as it is."
            " Here they begin the ladder anew."
        )


def _unserved(impact: Impact) -> Iterator[str]:
    before, after = impact.before, impact.after
    for side, other in ((before, after), (after, before)):
        for currency, count in sorted(side.unserved.items()):
            also = currency in other.unserved
            if also and side is after:
                continue
            name = "neither version serves" if also else f"`{side.version.name}` does not serve"
            whom = (
                f"{count} account{'s owe' if count != 1 else ' owes'} in {currency}, which {name}"
            )
            yield f"{whom}: nothing is asked of {'them' if count != 1 else 'it'} there."


def _under_others(ground: Ground, impact: Impact) -> Iterator[str]:
    """Whom neither version judges, because a policy beside the main one does."""
    judged, known = (
        ground.judged,
        {key[0] for key in (*impact.before.standings, *impact.after.standings)},
    )
    accounts = Counter(id for account, id in judged.accounts.items() if account in known)
    invoices = Counter(
        id
        for invoice, id in judged.invoices.items()
        if invoice in ground.books.items
        and judged.accounts.get(ground.books.items[invoice].key[0], "") != id
    )
    for id in sorted({*accounts, *invoices} - {""}):
        counts = ((accounts[id], "account"), (invoices[id], "single invoice"))
        said = [f"{count} {what}{'s' if count != 1 else ''}" for count, what in counts if count]
        one = accounts[id] + invoices[id] == 1
        yield (
            f"{' and '.join(said)} {'is' if one else 'are'} under `{judged.name(id)}`, beside the main"
            f" policy, by an override or a trial: that judges {'it' if one else 'them'} under both versions."
        )
    tried = {side.version.name: side.version.policy.id for side in (impact.before, impact.after)}
    for name, id in tried.items():
        if is_beside(ground.ledger.connection, id):
            yield (
                f"`{name}` is a version of `{id}`, which is published beside the main policy: here it is"
                f" tried as the main one. Whoever is under `{id}` stays under the version of it in force."
            )


def _renamed(ground: Ground, impact: Impact) -> Iterator[str]:
    known = {key[0] for key in (*impact.before.standings, *impact.after.standings)}
    said = names_text(each for each in ground.renamed if each.account_id in known)
    if said:
        yield f"{said}. Here they have the names that they had then."


def _how(ground: Ground) -> Iterator[str]:
    yield (
        "Both versions were run on a copy of the ledger for the day, the version in force as it is and"
        " any other as newly published; the ledger is as it was."
    )
    if ground.as_of > ground.at.date() + timedelta(days=1):
        yield (
            f"{ground.as_of} is still to come: what is billed, paid or promised until then is not known, and"
            " all that is open today is taken to be open then."
        )
    if ground.cut is not None:
        yield (
            f"The ledger was run for later days since: the copy knows what had been recorded by the end of"
            f" {ground.as_of} (UTC), up to event {ground.cut}."
        )
    if ground.was_run:
        yield (
            f"The ledger was already run for {ground.as_of}: what that run charged and booked is in the books"
            " under both versions, and no longer counted. A review as of a later day shows all of it."
        )
