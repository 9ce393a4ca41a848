"""Pieces of the Metrics page."""
