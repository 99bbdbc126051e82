"""Makers of files, one for each kind; they know the record and nothing of each other."""
