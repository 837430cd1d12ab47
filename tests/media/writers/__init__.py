"""Programs that write files with a person in every place their format has.

Each place gets a name of its own, so that one can be asked for each whether it was really written, and whether
it survived. Programs of the project itself and exiftool run in the tests; all that are found in
``python -m bench.metadata``.
"""
