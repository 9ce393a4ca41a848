"""Experiments: what sets deep learning apart, planned, measured and put into words."""
