"""The manifest: what the service is, and where its parts are."""

from importlib.metadata import version
from typing import Any, Final

from app.reconciling.asking import ENTITIES
from app.reconciling.extending import SETTINGS
from app.reconciling.suggesting import type_json
from app.reconciling.types import DESCRIPTIONS, TYPES

SERVICE: Final = "/v1/reconcile"
MOST_QUERIES: Final = 50  # in one batch; OpenRefine sends ten
PREVIEW_SIZE: Final = (420, 240)  # pixels


def manifest(base: str) -> dict[str, Any]:
    """The service's manifest; ``base`` is our own address."""
    width, height = PREVIEW_SIZE
    return {
        "versions": ["0.2"],
        "name": "Incumbent: who held which post, when",
        "identifierSpace": f"{base}{ENTITIES}/",
        "schemaSpace": f"{base}{SERVICE}/types/",
        "documentation": f"{base}/docs",
        "serviceVersion": version("incumbent"),
        "defaultTypes": [type_json(kind) | {"description": DESCRIPTIONS[kind]} for kind in TYPES],
        "view": {"url": f"{base}{ENTITIES}/{{{{id}}}}"},
        "preview": {
            "url": f"{base}{SERVICE}/preview?id={{{{id}}}}",
            "width": width,
            "height": height,
        },
        "suggest": {
            each: {"service_url": base, "service_path": f"{SERVICE}/suggest/{each}"}
            for each in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": f"{SERVICE}/properties"},
            "property_settings": SETTINGS,
        },
        "batchSize": MOST_QUERIES,
    }
