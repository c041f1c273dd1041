"""Finding entities by what they are called."""
