"""The one room that knows MkDocs and its theme.

It may import everything but the command line.
"""
