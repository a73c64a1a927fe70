"""The review page: a server of its own, on loopback only, the one place of the dashboard that writes to the store.

The public pages stay read-only in a process of their own. Plain HTML forms on our own addresses; no script is needed.
"""
