"""One report, rendered for a terminal, a notebook and nbgrader; each renderer only shows what the report holds."""
