"""Looking into what a run has learned: panels of the studios."""
