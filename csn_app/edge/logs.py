"""What is logged: an event's name and codes; never a health word, a name, a cookie or a payload."""

import logging
import sys

import structlog

_FRAMEWORK = ("reflex", "reflex_base", "reflex.app", "socketio", "engineio", "granian", "_granian", "asyncio")


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


def configure() -> None:
    """Send everything through one handler that redacts, as JSON lines on standard error."""
    handler = logging.StreamHandler(sys.stderr)
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
