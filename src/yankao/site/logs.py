"""Log lines as JSON, one event a line, without personal data: nothing a person typed or is called ever stands in one."""

from __future__ import annotations

import json
import logging
import os
import traceback
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

OURS = "yankao"
FRAMES = 12
ACCESS = logging.getLogger("yankao.requests")


class JsonFormatter(logging.Formatter):
    """Write a record as one JSON object.

    What our own code logs are events with numbers and keys. Of what libraries log only the wording is kept, not what they
    put into it: they quote addresses, form fields and values of rows. Of an error its kind and its places in the code are kept,
    not its message, for a database quotes the row that it refuses.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": event_of(record),
            "process": os.getpid(),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict) and is_ours(record):
            line |= facts
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__qualname__
            line["where"] = places(record)
        return json.dumps(line, ensure_ascii=False)


def is_ours(record: logging.LogRecord) -> bool:
    """Whether our own code wrote the record."""
    return record.name == OURS or record.name.startswith(f"{OURS}.")


def event_of(record: logging.LogRecord) -> str:
    """Return what happened: our own words in full; of a library its fixed words, or the name it gave the event."""
    if is_ours(record):
        return record.getMessage()
    action = getattr(record, "action", None)
    if isinstance(action, str):
        return action
    # A text without places to fill may have been filled before it was logged; its author is then all that is safe to tell.
    return record.msg if record.args and isinstance(record.msg, str) else f"{record.module}.{record.funcName}"


def places(record: logging.LogRecord) -> list[str]:
    """Return file, line and function of the last frames of an error, the innermost last."""
    assert record.exc_info is not None
    frames = traceback.extract_tb(record.exc_info[2])[-FRAMES:]
    return [f"{'/'.join(frame.filename.rsplit('/', 3)[1:])}:{frame.lineno} {frame.name}" for frame in frames]


def log_request(request: HttpRequest, *, method: str, route: str, status: int, seconds: float) -> None:
    """Log one answered request: the pattern of its address, never the address, which may carry a number, a name or a key."""
    actor = getattr(request, "actor", None)
    facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1), "by": str(actor.kind) if actor else "nobody"}
    ACCESS.info("request", extra={"facts": facts})
