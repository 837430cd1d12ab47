"""Files of a dossier on their way in: resumable, counted, checked, and only then part of it."""
