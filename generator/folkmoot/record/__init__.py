"""The civic objects and the links between them, made from checked tables.

It may import data.
"""
