"""What a user can set, as data: validated in one place, readable by widgets, CLI and store.

Imports pydantic and the standard library only.
"""
