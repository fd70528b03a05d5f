"""What the course consists of: its lessons and exercises, its folder, and the names by which nbgrader knows them."""
