"""Environments to act in: one file each, described like a dataset and loaded as a `World`."""
