"""People, organisations, roles and consents."""
