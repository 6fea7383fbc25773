"""A day tried out beforehand: the switchboard itself under a virtual clock, with simulated customers and agents around it.

No rule of routing is written here a second time: whatever is decided, `Switchboard.handle` decides. Chance comes in as a
seeded `random.Random`, time as numbers; files are read by the readers of logs, profiles and rosters, at the edge.
"""
