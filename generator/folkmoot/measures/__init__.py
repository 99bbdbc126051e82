"""What can be counted from the record, each figure with its method. Nothing here draws. It imports record and data."""
