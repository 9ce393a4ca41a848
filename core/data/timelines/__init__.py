"""Series that people bring: which column is time, at what distances, and what is wrong with it."""
