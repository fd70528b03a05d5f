"""A class: lessons released through nbgrader, submissions judged, and finished marks recorded in its gradebook."""
