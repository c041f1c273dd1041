"""Pages for people to look at, written with Jinja2 from the templates beside this file."""
