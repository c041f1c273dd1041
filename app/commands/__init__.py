"""The commands of the command line, one file for each group (``app.__main__`` joins them)."""
