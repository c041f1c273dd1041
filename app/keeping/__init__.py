"""Keeping the database: whether it is whole, and files to make it anew from."""
