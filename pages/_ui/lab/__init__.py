"""Pieces of the Lab's pages."""
