"""Recording: what was handed in, made safe and readable for nbgrader, and finished marks written where it looks."""
