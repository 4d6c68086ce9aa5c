"""What the brands' policies and the laws allow."""
