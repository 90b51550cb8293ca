"""The log: structlog, JSON where nobody is looking, and never a customer's name or number in a line.

structlog takes a tenth of a second to import, so it is imported when something is first logged.
"""

from __future__ import annotations

import logging
import sys
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from structlog.typing import EventDict, FilteringBoundLogger

_PRIVATE: Final = frozenset({"name", "phone", "email", "address", "note", "account", "number"})
_level = logging.WARNING


def configure(*, verbose: bool = False) -> None:
    """Log to standard error: warnings, or everything when `verbose`."""
    global _level  # noqa: PLW0603 - said once, by the command line, before anything is logged
    _level = logging.DEBUG if verbose else logging.WARNING
    _configured.cache_clear()


def get(part: str) -> FilteringBoundLogger:
    """A logger for one part of the program."""
    _configured()
    import structlog

    logger: FilteringBoundLogger = structlog.get_logger(part=part)
    return logger


@cache
def _configured() -> None:
    import structlog

    people_watch = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_people,
            structlog.dev.ConsoleRenderer()
            if people_watch
            else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def hide_people(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace the value of any key that could name a customer."""
    return {key: "(hidden)" if key in _PRIVATE else value for key, value in event.items()}
