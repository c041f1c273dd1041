"""A short way for the most frequent requests, past middleware, routing, validation and sessions.

Those cost ten times as much as a look-up in the database. So the application tries this first for
what is *plain*: a ready document by its id, a page of a list in its usual order, and who held a
post or belonged to an organization on a day. Whatever is not plain (other parameters, another
format, a key, an id that is not there, was merged or withdrawn, a database that does not answer)
goes the long way, which answers as documented; a test holds that both ways give the same answer,
headers and bytes.

Each request reads the database, so it sees every committed write of any process: documents are read
anew, and pages are kept only until there is a newer change (``keeping``). Where answers never wait,
the server asks the short way even before it calls the application (``protocol``).
"""
