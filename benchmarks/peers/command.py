"""The command line that all peers share."""

import sys
from pathlib import Path


def port_and_folder() -> tuple[int, Path]:
    """The port to listen on at 127.0.0.1, and the empty folder for what the peer stores."""
    _, port, folder = sys.argv
    return int(port), Path(folder)
