"""What a debtor came for, what they begin with, and the next thing in it."""
