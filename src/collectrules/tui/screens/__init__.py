"""What fills the terminal: the worklist, and the dialogs that open over it."""
