"""Prints the core's tables as JSON, for the test that holds them against those of packages/protocol."""

from __future__ import annotations

import dataclasses
import json

from hubbub.errors import ERRORS
from hubbub.limits import WIRE_NAMES, Limits
from hubbub.requests import SHAPES

if __name__ == "__main__":
    limits = {
        WIRE_NAMES[field.name]: [field.default, field.metadata["minimum"], field.metadata["maximum"]]
        for field in dataclasses.fields(Limits)
    }
    requests = {kind: [[name, optional] for name, optional, _check in shape] for kind, shape in SHAPES.items()}
    print(json.dumps({"limits": limits, "errors": ERRORS, "requests": requests}))
