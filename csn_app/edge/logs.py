"""What is logged: an event's name and codes; never a health word, a name, a cookie or a payload, and never a flood."""

import logging
import sys

import structlog

_FRAMEWORK = ("reflex", "reflex_base", "reflex.app", "socketio", "engineio", "granian", "_granian", "asyncio")
# A server without a level of its own gives itself a handler, which would write whole packets beside ours.
_SERVERS = ("engineio.server", "socketio.server")


class Redacted(logging.Filter):
    """Keeps of a framework's message who spoke, how loud, the kind of exception: its text may quote payloads."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always let through."""
        if record.name.startswith("csn"):
            return True
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        record.msg = f"{record.name}: {record.module}.{record.funcName} {kind}".strip()
        record.args = ()
        record.exc_info = None
        record.exc_text = None
        record.stack_info = None
        return True


class Bounded(logging.Filter):
    """Lets 100 lines a minute pass from each place of the code: a hostile client must not fill the disk."""

    LINES = 100

    def __init__(self) -> None:
        """Begin with nothing counted."""
        super().__init__()
        self._counted: dict[tuple[str, str, str], tuple[int, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Count the line; the first one too many says that others are left out."""
        place, minute = (record.name, record.module, record.funcName), int(record.created // 60)
        began, lines = self._counted.get(place, (minute, 0))
        lines = lines + 1 if began == minute else 1
        self._counted[place] = (minute, lines)
        if lines == self.LINES + 1:
            record.msg = "more of the same until the next minute, left out"
        return lines <= self.LINES + 1


def configure() -> None:
    """Send everything through one handler that redacts, as JSON lines on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Bounded())
    handler.addFilter(Redacted())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.ExtraAdder(allow=["handler", "quality", "status", "route"]),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _FRAMEWORK:
        framework = logging.getLogger(name)
        framework.handlers[:] = []
        framework.propagate = True
    for name in _SERVERS:
        logging.getLogger(name).setLevel(logging.WARNING)
