"""Datasets: one file a family, each holding a `SOURCE` description and its loader."""
