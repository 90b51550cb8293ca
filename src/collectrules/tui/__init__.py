"""The worklist as a screen in the terminal: whom to contact, why, and one letter to log what came of it."""
