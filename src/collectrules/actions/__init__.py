"""What can be done with an account: one table for the screen, its help and palette, and the shell."""
