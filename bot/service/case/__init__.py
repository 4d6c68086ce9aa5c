"""What is owed, by whom and of what; and the papers about it."""
