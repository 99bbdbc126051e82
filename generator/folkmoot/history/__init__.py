"""What the record was: the ledger, git, releases, what changed between two states and how that is said.

It may import data and i18n.
"""
