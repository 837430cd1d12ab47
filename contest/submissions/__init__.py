"""Entries, from the first draft to an accepted dossier."""
