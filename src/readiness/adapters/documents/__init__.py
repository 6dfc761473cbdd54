"""Documents that somebody made elsewhere, read as passages with their places.

Nothing in a document is run, fetched or followed, and every reader is bounded by size before it begins. Text, Markdown
and HTML need nothing; PDF, slides and Word need the extra `documents`.
"""
