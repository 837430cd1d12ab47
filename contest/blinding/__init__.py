"""Blind copies, findings and random codes (rọc phách)."""
