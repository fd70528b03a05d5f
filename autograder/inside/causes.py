"""Why student code could not answer, as a word that travels: nobody has to read an exception's message for it."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """What an exception of the student's code, or over what it answered, was."""

    EXCEPTION = "exception"  # any other than those below
    STUB = "stub"  # the released cell's own NotImplementedError: nothing is written yet
    UNDEFINED = "undefined"  # no cell defined the name
    BORROWED = "borrowed"  # the name comes from where the answer is
    REFUSED_IMPORT = "refused_import"  # a module that holds the answer
    OUT_OF_MEMORY = "out_of_memory"
    UNFIT = "unfit"  # what was answered cannot be worked with; the message is a whole sentence
    UNSENDABLE = "unsendable"  # what was answered has no form that can be compared; as above

    @classmethod
    def known(cls, word: str) -> Cause:
        """The cause of this name; EXCEPTION where a submission's process made up a word of its own."""
        return cls(word) if word in cls.__members__.values() else cls.EXCEPTION


class Unfit(Exception):
    """What the student's code answered is nothing that a probe can go on with; the message is a whole sentence."""
