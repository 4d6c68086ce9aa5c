"""Every sentence to debtors that the server says by itself, and the book of all of them."""
