"""`collectrules` and `python -m collectrules`."""

import gc
from typing import Final

_NEW_BETWEEN_LOOKS: Final = 100_000


def main() -> None:
    """Run the command line and leave with its exit code."""
    # A command builds much and drops little in circles: looking for those seldom saves a twentieth of it.
    gc.set_threshold(_NEW_BETWEEN_LOOKS, 20, 20)
    from collectrules.cli.app import run

    raise SystemExit(run())


if __name__ == "__main__":
    main()
