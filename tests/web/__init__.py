"""What the addresses for those who watch promise."""
