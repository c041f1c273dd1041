"""An article's text into a draft: whom and what it names, and what it claims of them, quoted."""
