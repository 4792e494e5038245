"""The command line: one file a command; contract in docs/commands.md."""
