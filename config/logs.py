"""Log lines on stderr, as text or JSON; whatever looks like a person's number or openid is blotted out at the end.

The rule is not to log personal data at all. This is the last line of defence, for an exception that quotes a row.
"""

import logging
import re
import sys
import traceback
from typing import Any

from pythonjsonlogger.core import LogData
from pythonjsonlogger.json import JsonFormatter

BLOT = "[redacted]"
_PERSONAL = re.compile(
    r"(?<![\w-])o[\w-]{27}(?![\w-])"  # an openid: 28 characters, the first an o
    r"|(?<!\d)\d{17}[\dXx](?![\dXx])"  # a citizen's identity number
    r"|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"  # a mobile number
    r"|(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"  # a landline
)
_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"


def redact(text: str) -> str:
    """`text` with everything blotted out that looks like an openid, a phone number or an identity number."""
    return _PERSONAL.sub(BLOT, text)


def set_up_logging(form: str) -> None:
    """Send every log record to stderr, once; `form` is `text` or `json` (KENTAN_LOG_FORMAT)."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_RedactedJson(_FIELDS, json_ensure_ascii=False) if form == "json" else _RedactedText(_FIELDS))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.captureWarnings(True)
    logging.getLogger("alembic").setLevel(logging.WARNING)


class _WithoutWords(logging.Formatter):
    """An exception is told by its kind and where it happened; its own words may quote what somebody wrote."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        kind, _, trace = ei
        steps = (f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace))
        return "\n".join((kind.__name__, *steps))


class _RedactedText(_WithoutWords):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _RedactedJson(_WithoutWords, JsonFormatter):
    def process_log_record(self, log_data: LogData) -> LogData:
        """Redact value by value: a blot inside finished JSON could turn a number into nonsense."""
        return {name: _scrubbed(value) for name, value in log_data.items()}


def _scrubbed(value: Any) -> Any:
    text = str(value)
    clean = redact(text)
    return value if clean == text else clean
