"""Articles taken in to be drafted: text files, saved web pages, and pages on the web."""
