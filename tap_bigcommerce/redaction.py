"""What must not be shown, kept out of everything that is written for people.

Servers and proxies may repeat the token that was sent, and a store's data may hold characters that
a terminal obeys or that look like another line of a log.
"""

from __future__ import annotations

import logging
import re
import traceback
from contextlib import suppress
from typing import Any

SHORTEST = 8
"""Characters; a shorter secret is likely to be an ordinary word as well."""

PREFIX = 16
"""Characters by which a secret is recognised that was cut off, as in an excerpt."""

HIDDEN = "***"

ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every log record has; the rest is what was logged beside the message."""

_secrets: list[re.Pattern[str]] = []


def hide(secret: str) -> None:
    """Keep a secret out of whatever is written from now on, in upper and lower case."""
    text = re.escape(secret)
    if len(secret) > PREFIX:
        text += rf"|{re.escape(secret[:PREFIX])}\w*"
    pattern = re.compile(text, re.IGNORECASE)
    if len(secret) >= SHORTEST and pattern not in _secrets:
        _secrets.append(pattern)
    _watch()


def _watch() -> None:
    """Have every handler of the log write only what may be shown."""
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    for logger in loggers:
        for handler in logger.handlers if isinstance(logger, logging.Logger) else ():
            handler.addFilter(_FILTER)  # once, however often


def shown(text: str) -> str:
    """Return a text without secrets, and with control characters but line breaks in words."""
    for secret in _secrets:
        text = secret.sub(HIDDEN, text)
    return "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in text)


def line(text: str) -> str:
    """Return the same in one line."""
    return shown(text).replace("\n", r"\n")


class _Filter(logging.Filter):
    """Changes records of the log to what may be shown."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change one, and drop what the client says better."""
        if record.name.startswith("urllib3") and record.levelno < logging.ERROR:
            record.exc_info = None  # of an answer that cannot be read, with the answer in it
            if not logging.root.isEnabledFor(logging.DEBUG):
                return False
        with suppress(TypeError, ValueError):  # of a message that its arguments do not fit
            message = record.getMessage()
            if (clean := line(message)) != message:
                record.msg, record.args = clean, ()
        behind = record.exc_text or ""
        if record.exc_info and record.exc_info[0]:
            behind = "".join(traceback.format_exception(*record.exc_info)).rstrip()
        if (clean := shown(behind)) != behind:
            # Formatters write this text; from the error itself they would make another.
            record.exc_info, record.exc_text = None, clean
        for name in record.__dict__.keys() - ORDINARY:
            setattr(record, name, _clean(getattr(record, name)))
        return True


def _clean(value: Any) -> Any:
    """Return a value that was logged beside a message as it may be shown."""
    if isinstance(value, str):
        return shown(value)
    return value if (clean := shown(str(value))) == str(value) else clean


_FILTER = _Filter()
