"""Metafields: what apps keep with a resource, as ``/v3/…/metafields`` answers them."""

from bigcommerce_sandbox.generator.values import Row, dice, iso

_OWNER = "sandboxclientid0000000000000000"

_CONTENTS = (
    ("location_id", "1"),
    ("gift_note", "Für Opa ❤"),
    ("erp_number", "007"),
    ("margin", "0.35"),
    ("labels", '["fragile","keep upright"]'),
)

_PERMISSIONS = ("read", "write", "read_and_sf_access", "write_and_sf_access")


def metafield(seed: int, resource: str, metafield_id: int, created: int, owner_id: int) -> Row:
    """One metafield, without ``date_modified``, which the store keeps.

    Args:
        seed: The store's seed.
        resource: What kind of row it belongs to, such as ``order``.
        metafield_id: Its id.
        created: When it was made, in Unix seconds.
        owner_id: The row that it belongs to.
    """
    roll = dice(seed, f"m/{resource}", metafield_id)
    key, value = roll.pick(_CONTENTS)
    return {
        "id": metafield_id,
        # A resource has each key of a namespace once.
        "key": f"{key}_{metafield_id}",
        "value": value,
        "namespace": roll.pick(("erp", "App Namespace", "packing")),
        "permission_set": roll.pick(_PERMISSIONS),
        "resource_type": resource,
        "resource_id": owner_id,
        "description": roll.pick(("", "Written by the ERP")),
        "date_created": iso(created, "+00:00"),
        "owner_client_id": _OWNER,
    }
