"""The rules as configuration: the language, its facts, its meaning, and what is wrong in a file."""
