"""The log: structlog, JSON where nobody is looking, and never a customer's name or number in a line."""

from __future__ import annotations

import logging
import sys
from typing import Any, Final

import structlog

_PRIVATE: Final = frozenset({"name", "phone", "email", "address", "note", "account", "number"})


def _hide_people(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Replace the value of any key that could name a customer."""
    return {key: "(hidden)" if key in _PRIVATE else value for key, value in event.items()}


def configure(*, verbose: bool = False) -> None:
    """Log to standard error: warnings, or everything when `verbose`; JSON when not a terminal."""
    people_watch = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _hide_people,
            structlog.dev.ConsoleRenderer()
            if people_watch
            else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.DEBUG if verbose else logging.WARNING
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def get(name: str) -> Any:
    """A logger for one part of the program."""
    return structlog.get_logger(part=name)
