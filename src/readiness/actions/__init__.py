"""What people and flows do: one verb a file, `verb_noun(context, *, …)`, one transaction each (or one per batch).

An action checks who may, reads through ports, lets the domain decide, stores what came of it with a line in the
journal, and returns a value. Refuses rendering for screens, HTTP and SQL text. Every action may be repeated: the
second time finds the first one's work.
"""
