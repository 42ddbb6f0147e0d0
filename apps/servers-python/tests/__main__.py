"""Runs all tests and prints one JSON line for each: its name and, where it failed, why."""

from __future__ import annotations

import json
import sys
import unittest
from typing import Any


class JsonResult(unittest.TestResult):
    """Tells each result as it comes."""

    def addSuccess(self, test: unittest.TestCase) -> None:
        self._tell(test, None)

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addFailure(test, err)
        self._tell(test, self.failures[-1][1])

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        super().addError(test, err)
        self._tell(test, self.errors[-1][1])

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            where, failure = (self.failures or self.errors)[-1]
            self._tell(where, failure)

    def _tell(self, test: unittest.TestCase, failure: str | None) -> None:
        print(json.dumps({"name": test.id(), "failure": failure}))


if __name__ == "__main__":
    suite = unittest.defaultTestLoader.discover("tests", top_level_dir=".")
    sys.exit(not suite.run(JsonResult()).wasSuccessful())
