"""What keeps the server answering, whoever asks and however much: before any work is done.

Requests are counted (``rates``, ``limits``), wait for their turn (``turns``), and are read within a
bounded time and size (``bodies``, ``protocol``); a process that is told to stop finishes what it
began (``server``). ``guard`` puts it together; docs/limits.md says what clients see.
"""
