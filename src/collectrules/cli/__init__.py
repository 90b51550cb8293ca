"""The command line: one thin module a command group. Everything heavy is imported inside the commands."""
