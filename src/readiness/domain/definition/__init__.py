"""The launch definition: what a product marketer writes, as frozen values that nothing changes afterwards.

`shape` says how a field may be constrained; `frame`, `message`, `assessment`, `certifying` and `gating` are the
sections, `model` the definition they make; `reader` turns a parsed file into it and tells every problem at once,
`json_schema` gives editors the same rules. Refuses YAML and files (`adapters/launch_files` parses; this room judges).
Next room: `readiness.domain.messaging`.
"""
