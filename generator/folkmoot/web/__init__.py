"""What every page and file is made with: the site, its templates, citations, addresses.

It may import measures and everything below.
"""
