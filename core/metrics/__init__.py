"""One definition for each metric, used for deep and classical models alike."""
