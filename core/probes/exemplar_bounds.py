"""What can be typed for a network with attention to read, and how much; imports nothing heavy."""

from __future__ import annotations

from core.catalog.descriptions import Kind

PASSAGE = 48
"""Characters of a text that are looked at together; more have no room on a screen."""
TYPED: tuple[Kind, ...] = ("string", "pairs", "text")
"""Kinds of data of which examples can be typed."""
MOST_TYPED = 500
"""Characters that somebody may type; data have their own bounds besides."""
