"""One JSON document on stdout, and nothing else there."""

from __future__ import annotations

import json
import sys


def print_document(document: object) -> None:
    """Print it in UTF-8 whatever the terminal's encoding; the same document gives the same bytes."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()
