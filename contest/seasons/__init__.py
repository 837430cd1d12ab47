"""A season's rules as data."""
