"""What is said of plans, pauses and payments to come."""
