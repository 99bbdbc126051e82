"""What can be counted from the record, each figure with its method.

Nothing here draws. It may import record and data.
"""
