"""The child process that reads the text of hostile bytes, or draws one page of them.

Started by ``extraction``: the order comes as JSON on the standard input, the answer goes into a private file: JSON
for a text, a grey PNM picture for a page.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from csn_app.documents import formats
from csn_app.documents.confined import limit_itself

Act = Callable[[BinaryIO, BinaryIO, dict[str, Any]], None]


def main() -> None:
    """Do what was asked, within the limits that were given."""
    order = json.load(sys.stdin)
    limit_itself(order["limits"])
    kind = order["media_type"].split(";")[0]
    # Only the module of the file's own kind is loaded: each costs time, and is one more thing to attack.
    name = "pdf" if kind == formats.PDF else "text" if kind == "text/plain" else "picture"
    act: Act = getattr(importlib.import_module(f"csn_app.documents.extraction_{name}"), order["act"])
    with os.fdopen(order["source"], "rb") as source, os.fdopen(order["answer"], "wb") as answer:
        source.seek(0)
        act(source, answer, order)


if __name__ == "__main__":
    main()
