"""Releases: the ledger that names them, the history that holds them, and what proves that neither was altered."""
