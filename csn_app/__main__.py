"""``python -m csn_app``: what an operator can ask of an installation."""

import sys

from pydantic import ValidationError

from csn_app.core.errors import CsnError
from csn_app.launch.commands import commands
from csn_app.launch.sentences import command_refused, settings_refused

if __name__ == "__main__":
    try:
        commands()
    except ValidationError as refused:
        sys.exit(settings_refused(refused))
    except CsnError as fact:
        sys.exit(command_refused(fact))
