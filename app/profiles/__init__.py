"""The view out: facts assembled into the documents that are served."""
