"""Everything out: what the ledger has, as files that other tools read, written as a stream.

An export is a function of a snapshot (the ledger after one change), of what is asked for
(``wanted``) and of its format: the same request gives the same bytes for good where it names the
change. Whoever makes one holds one session, whose queries all see the snapshot.
"""
