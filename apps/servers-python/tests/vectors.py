"""The golden vectors of packages/protocol."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parents[3] / "packages" / "protocol" / "vectors"


def vectors(name: str) -> dict[str, Any]:
    """The content of one file of vectors."""
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
