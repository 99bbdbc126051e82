"""The one room that knows MkDocs and its theme. It imports everything but the command line."""
