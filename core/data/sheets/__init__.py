"""Tables that people bring: from a file of any kind to numbers that a model can learn from."""
