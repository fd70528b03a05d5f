"""Hostile and faulty submissions of lesson 04, as data: what each tries, and what it must come to."""

from __future__ import annotations

from hostile.case import Case
from hostile.exits import EXITS
from hostile.forgeries import FORGERIES
from hostile.mishaps import MISHAPS
from hostile.objects import OBJECTS
from hostile.resources import RESOURCES
from hostile.texts import TEXTS

CASES = (*FORGERIES, *EXITS, *RESOURCES, *OBJECTS, *TEXTS, *MISHAPS)

__all__ = ["CASES", "Case"]
