"""From a request to arrays: what a page wants to see of data and models, answered at once."""
