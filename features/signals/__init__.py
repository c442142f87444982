"""Costly signals of one item each, cached by content: photo fingerprints and title vectors.

Nothing is imported here on purpose: photo workers start with this package and must stay light.
"""
