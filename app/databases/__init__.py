"""Which database answers a request, the primary or a standby, and which of them are there.

Each PostgreSQL is looked at twice a second (``watching``). So a request never finds out by waiting
that a database has gone: it is refused at once, or goes to another (``choosing``).
"""
