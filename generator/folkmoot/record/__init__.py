"""The civic objects and the links between them, made from checked tables. It imports data."""
