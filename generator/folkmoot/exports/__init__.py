"""Every other file that is made from the record: downloads, feeds, calendars, pictures.

One module a format; none knows another, nor pages. It may import web and everything below.
"""
