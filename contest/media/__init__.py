"""What a file is, a clean derivative of it, and facts about it.

The only room that opens files strangers made. Everything that decodes runs in a child process
(`sandbox.run`); the parent side is `measure.measure` and `clean.clean`, the rest is child side.
Works on paths alone: no database, no web, no storage.
"""
