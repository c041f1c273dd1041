"""What goes wrong in the world, done to a real server: one file for each sort of fault.

``make test`` does a little of each, ``make test-faults`` all of it: see ``tests.faults.sizes``.
"""
