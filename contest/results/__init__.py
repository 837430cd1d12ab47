"""Totals, ranking, prizes, unmasking and publication."""
