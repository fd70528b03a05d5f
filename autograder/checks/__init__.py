"""The suites: one file per lesson, plain pytest tests that ask `observe` and compare."""
