"""What an operator watches the process by: meters, requests, traces, statements (docs/watching.md).

It knows no other room, so that each of them can tell it something.
"""
