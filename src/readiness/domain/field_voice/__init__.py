"""The voice of the field: what reps hear and write, what is alike, and what became of it."""
