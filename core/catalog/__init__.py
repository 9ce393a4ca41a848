"""What there is to train and to train on, found by scanning; see `core.catalog.find`."""
