"""Webhooks: changes told to whoever asked, signed, each at least once.

``registering`` writes what a client asks for; ``queue`` turns the change feed into deliveries and
keeps their state; ``worker`` runs the deliveries in threads of the server; ``sending`` is the HTTP.
"""
