"""The world's data in: a format is read into pieces, pieces become facts, facts are recorded."""
