"""Who should hear what, when: the ladder of reminders, the hours in which people are left alone, the digest.

Pure: it is given what is due, who people are and what they heard before, and says who hears what now and who later.
Nothing is sent here; `actions.send_reminders` records what this room decided and hands it over.
"""
