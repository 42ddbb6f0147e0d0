"""Hubbub in plain Python: the protocol, the chat and the server contract that the servers beside this folder share.

Nothing here knows a framework. What holds is in packages/protocol/PROTOCOL.md; the clauses are named where they decide.
"""
