"""Panels, assignment, score sheets and gap cases; sees works only as blind entries."""
