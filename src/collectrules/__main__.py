"""`collectrules` and `python -m collectrules`."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    from collectrules.cli.app import run

    raise SystemExit(run())


if __name__ == "__main__":
    main()
