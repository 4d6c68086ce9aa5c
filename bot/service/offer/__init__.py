"""From a budget to an offer: weighed, proposed, changed, read back."""
