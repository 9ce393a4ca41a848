"""What must survive: runs, their events and checkpoints; the only place with SQL."""
