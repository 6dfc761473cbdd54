"""What `apply` would do, as a value: `plan` prints it, `apply` carries it out, so that the preview cannot lie.

`changes` says what a plan is made of, `build` works it out of what stands and what the file asks for, `drift` tells
whether the world has moved since a plan was saved. Refuses everything but comparing. It is the last room of the domain.
"""
