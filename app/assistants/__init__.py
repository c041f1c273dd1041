"""Tools for assistants (MCP): they ask the API, and tell its answers with their sources."""
