"""Model families: one folder or file each, holding a `RECIPE` description and its learner."""
