"""Role-play: practice that people hand in, and how others come to a mark of it.

`work` is what may be handed in; `rubric` what it is marked on, frozen by its fingerprint; `marks` one grader's marks;
`graders` who may grade; `assignment` who does; `outcome` what comes of one, two or three graders; `calibration` how far
a grader is from an agreed mark. Refuses storage, files and the clock. Next room: `readiness.domain.materials`.
"""
