"""What the debtor's words mean, read for certain before the model is asked."""
