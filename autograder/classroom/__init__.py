"""nbgrader's seam: the preprocessors that nbgrader_config.py puts into its pipeline."""
