"""What makes a learner learn: the player, data order, devices, checkpoints, base learners."""
