"""Plain asserts, a file for each style: data that the graders carry into a student's process."""
