"""What the supervisor does between the parts and the app, in one process: each start of Python is felt."""

import sys

from csn_app import wiring
from csn_app.config import settings
from csn_app.launch import demo
from csn_app.launch.sentences import command_refused
from csn_app.storage.installation import WrongKeys
from csn_app.storage.master import MasterKeyAddressUnknown, MasterKeyMissing


def prepare() -> None:
    """The database and the reference tables are brought to this version; in demo mode the people are loaded."""
    wiring.migrate()
    wiring.prepare()
    if settings().demo:
        demo.seed()


if __name__ == "__main__":
    try:
        prepare()
    except (WrongKeys, MasterKeyMissing, MasterKeyAddressUnknown) as fact:
        # The last line of the log, which the supervisor repeats.
        sys.exit(command_refused(fact))
