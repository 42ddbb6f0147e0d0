"""Tests of the Python core; run by `python3 -m tests` and, each counted, by test/core.test.ts."""
