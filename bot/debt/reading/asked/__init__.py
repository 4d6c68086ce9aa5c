"""What is asked: back, of the law, of money that moved, of an offer, of a word."""
