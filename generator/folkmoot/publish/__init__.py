"""Putting a finished site in the place of the old one: staging, workers, search, PDF.

It may import pages, exports and everything below.
"""
