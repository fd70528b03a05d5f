"""The judge's core: checks, comparison, diagnosis. It knows neither nbgrader nor the command line."""
