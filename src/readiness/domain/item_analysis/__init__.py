"""Item analysis: what a quiz's answers say about its questions, by classical test theory.

`figures` are the results and `flags` what they mean in plain words: neither needs more than Python. `scores` is what
is analysed, `classical` does it, `choices` looks at single options, `intervals` say how sure a figure is: these need
numpy and scipy, the extra `assessment`, and are imported by whoever needs them. `wording` tells a changed question from
its former self. Refuses storage, the clock and any opinion about people. Next room: `readiness.domain.materials`.
"""
