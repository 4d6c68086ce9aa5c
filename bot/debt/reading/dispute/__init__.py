"""What is contested, and papers of courts and bailiffs."""
