"""The tables as they lie on disk or in git: files, schemas, typed tables, checks.

Nothing here knows what a recommendation is. It imports none of the other rooms.
"""
