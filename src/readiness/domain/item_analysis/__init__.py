"""Item analysis: what a quiz's answers say about its questions, by classical test theory.

`figures` are the results and `flags` what they mean in plain words: neither needs more than Python. `given` is an
attempt as it was stored, `wording` tells a changed question from its former self. `sheet` makes a table of attempts,
`scores` is that table, `classical` analyses it, `choices` looks at single options, `intervals` say how sure a figure
is: these need numpy and scipy, the extra `assessment`, and are imported only when statistics are asked for. Refuses
storage, the clock and any opinion about people. Next room: `readiness.domain.materials`.
"""
