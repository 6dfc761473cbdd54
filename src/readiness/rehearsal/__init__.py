"""A launch played through simulated days: the sample sales force learns, people do their tasks, the gate is asked.

Everything goes through the same actions and commands that people use, on a clock that stands at the simulated time,
so all of it is recorded and marked as simulated. `learning` plays the reps, `working` plays the launch team, `story`
tells it all as `make demo`. Refuses rules and storage.
"""
