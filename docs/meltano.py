"""The tap's definition for Meltano and its Hub, from the project that is tested: `meltano.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from release.pythons import supported
from tap_bigcommerce import DISTRIBUTION

ROOT = Path(__file__).parent.parent
PROJECT = ROOT / "meltano.yml"
FOLDER = ROOT / "meltano"
VARIANT = DISTRIBUTION.partition("-")[0]
HEADER = "# Written from meltano.yml by: make docs\n"

FROM_CLONE = "${TAP_BIGCOMMERCE_CLONE}"
"""What to install, until the tap is on the package index: the folder of a clone."""

OF_HUB = {
    "domain_url": "https://www.bigcommerce.com/",
    "keywords": ["api", "meltano_sdk"],
    "log_parser": "singer-sdk",
    "logo_url": "/assets/logos/extractors/bigcommerce.png",
    "maintenance_status": "beta",
    "quality": "unknown",  # which the Hub decides
}


def written() -> dict[Path, str]:
    """Return the text of each definition."""
    project = yaml.safe_load(PROJECT.read_text(encoding="utf-8"))
    extractor = project["plugins"]["extractors"][0]
    definition = {
        "name": extractor["name"],
        "variant": VARIANT,
        "supported_python_versions": supported(),
        **{key: value for key, value in extractor.items() if key != "name"},
    }
    return {
        FOLDER / "tap-bigcommerce.yml": _yaml({**definition, "pip_url": FROM_CLONE}),
        FOLDER / "hub.yml": _yaml({**definition, **OF_HUB, "pip_url": DISTRIBUTION}),
    }


def _yaml(definition: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(definition, sort_keys=False, width=100)
    return HEADER + text
