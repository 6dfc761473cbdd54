"""The clearance: what was signed when a launch was cleared, and whether it still speaks about what stands.

Refuses keys and files: signing is the `Signer` port's, writing the `Outputs` port's. Next room: `plan`.
"""
