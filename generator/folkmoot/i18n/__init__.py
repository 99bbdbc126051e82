"""The words of one language: texts, labels, dates and numbers, and the exchange with translators.

It may import data.
"""
