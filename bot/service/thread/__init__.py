"""A conversation and what is said in it: words by id, choices, one story across devices."""
