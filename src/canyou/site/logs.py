"""Logs as events with fields (structlog), readable lines for people or JSON for machines, on stderr."""

from __future__ import annotations

import logging
import logging.config
import sys
from typing import Any

import structlog

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def is_unexpected(record: logging.LogRecord) -> bool:
    """Whether a line about a response is news: "getting ready" (503) is the program's own, expected word."""
    return getattr(record, "status_code", None) != 503


def logging_settings(log_format: str) -> dict[str, Any]:
    """The standard library's logging, written by structlog's renderer, so that all lines look the same."""
    renderer: Any = (
        structlog.processors.JSONRenderer(sort_keys=True)
        if log_format == "json"
        # Plain: a traceback that shows the values of variables would show customers' data.
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *([structlog.processors.format_exc_info] if log_format == "json" else []),
                    renderer,
                ],
            }
        },
        "filters": {
            "unexpected": {"()": "django.utils.log.CallbackFilter", "callback": is_unexpected},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "events"}
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "canyou": {"level": "INFO"},
            # A 404 or a bad question is the caller's business, not a line in the operator's log.
            "django.request": {"level": "ERROR", "filters": ["unexpected"]},
        },
    }


def configure_logs(settings: dict[str, Any]) -> None:
    """Put the logging in force; called once by `canyou.site.setup`."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
