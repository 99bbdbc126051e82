"""Putting a finished site in the place of the old one: staging, workers, search, PDF. It imports pages, exports and everything below."""
