"""What is made of a launch for people to read: which pieces there are, what each is made of, and who approved it.

`assemble` names every piece of a launch with its content and fingerprint; `content` says what a learner is held to;
`approval` and `publication` bind people's decisions to fingerprints. Refuses templates and files: text is made of a
spec by `adapters/templates`. Next room: `readiness.domain.checks`.
"""
