"""Requests to other servers: to addresses that were looked at, within a time."""
