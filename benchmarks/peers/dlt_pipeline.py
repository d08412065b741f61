"""The obvious pipeline of dlt: its REST source, page by page, into files.

Run in dlt's own environment, with the path of a JSON file that says what to read.
"""

import json
import sys
from pathlib import Path
from typing import Any

import dlt  # type: ignore[import-not-found]  # only dlt's environment has it
from dlt.sources.rest_api import rest_api_source  # type: ignore[import-not-found]


def resource(name: str, path: str, params: dict[str, str]) -> dict[str, Any]:
    """A list of the API."""
    is_v2 = path.startswith("v2/")
    return {
        "name": name,
        "max_table_nesting": 0,  # records stay whole, as everybody else's do
        "endpoint": {
            "path": path,
            "params": {**params, "limit": 250},
            "data_selector": "$" if is_v2 else "data",
            "paginator": {
                "type": "page_number",
                "base_page": 1,
                "total_path": None if is_v2 else "meta.pagination.total_pages",
            },
            # v2 ends with an answer that has no body.
            "response_actions": [{"status_code": 204, "action": "ignore"}],
        },
    }


def main(wanted: dict[str, Any]) -> None:
    """Run the pipeline once."""
    source = rest_api_source(
        {
            "client": {
                "base_url": wanted["base_url"],
                "headers": {"X-Auth-Token": wanted["token"], "Accept": "application/json"},
            },
            "resources": [resource(name, **one) for name, one in wanted["lists"].items()],
        }
    )
    folder = Path(wanted["folder"])
    pipeline = dlt.pipeline(
        pipeline_name="benchmark",
        pipelines_dir=str(folder / "pipelines"),
        destination=dlt.destinations.filesystem(f"file://{folder / 'loaded'}"),
        dataset_name="store",
    )
    pipeline.run(source, loader_file_format="jsonl")


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text()))
