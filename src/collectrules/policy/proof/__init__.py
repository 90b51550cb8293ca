"""What follows from a policy's rules: questions about facts, answered by proof or by an example."""
