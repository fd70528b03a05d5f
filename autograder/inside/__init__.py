"""Everything that travels into the place where a student's code runs, and nothing else.

These files know torch and the standard library. They hold no reference, no expected output and no check, so that
code running beside them can learn nothing from them.
"""
