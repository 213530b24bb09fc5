"""The passwords of the embedded parts are drawn once and kept in a file that only its owner reads."""

import json
import os
import secrets
from pathlib import Path


def kept_secrets(path: Path, *, names: tuple[str, ...]) -> dict[str, str]:
    """The secrets of this file, drawn (32 bytes each) and written with mode 600 the first time."""
    if path.exists():
        return dict(json.loads(path.read_text()))
    drawn = {name: secrets.token_urlsafe(32) for name in names}
    # Written aside then renamed: a crash leaves no half file, which would lock the parts out for ever.
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(drawn, file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    return drawn
