"""What lateness costs."""
