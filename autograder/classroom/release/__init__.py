"""Releasing: from a lesson's master to the students' notebook and the gradebook."""
