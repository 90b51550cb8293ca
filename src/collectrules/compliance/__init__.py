"""May we, now? The limits on contacts, and the gate every contact passes."""
