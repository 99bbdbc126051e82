"""Every page that is made from the record.

It may import web and everything below, never exports.
"""
