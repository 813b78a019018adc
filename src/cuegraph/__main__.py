"""``python -m cuegraph`` is the command ``cuegraph``."""

from cuegraph.cli import main

main()
