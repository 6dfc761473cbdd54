"""May the product be sold? Criteria judged over figures, waivers applied, one verdict with its reasons.

`figures` is what is judged, `criteria` holds one pure rule per kind, `waiver` says when a waiver counts, `verdict`
decides. Refuses counting people and reading records: the actions do that. Next room: `clearance`.
"""
