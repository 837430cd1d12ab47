"""Vietnamese text: cleaning, folding, sorting, numbers, dates and counting.

Pure functions: nothing here knows Flask, SQLAlchemy, the clock or the settings.
"""
