"""Making the lessons: notebooks derived from their text masters, and the rules that a lesson has to keep."""
