"""One file for each resource: pure functions that build statements, and functions that run them."""
