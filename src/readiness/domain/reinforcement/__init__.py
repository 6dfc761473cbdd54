"""Questions after certification: what is remembered, what is asked today, and how long somebody's knowledge is fresh.

A *card* is one person and one question as it reads (decision 10); everything about it follows from the answers
given to it. Refuses I/O and the time: days and answers come in. Next room: `gate`, which may ask for fresh knowledge.
"""
