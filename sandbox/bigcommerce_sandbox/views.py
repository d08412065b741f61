"""What each endpoint shows of a row.

A view is a value: two equal views show the same of the same row, which lets the store keep
encoded rows by view.
"""

from dataclasses import dataclass

from bigcommerce_sandbox import consignments
from bigcommerce_sandbox.collection import Rows
from bigcommerce_sandbox.generator.values import Row, money, rfc2822

INCLUDED_PER_CUSTOMER = 10
"""The most addresses, and the most attributes, that a list of customers includes of each."""


def link(base: str, resource: str) -> Row:
    """A v2 link to a sub-resource."""
    return {"url": base + resource, "resource": resource}


@dataclass(frozen=True, slots=True)
class Fields:
    """A row without its hidden fields, and if so asked with only some."""

    hidden: frozenset[str] = frozenset()
    only: frozenset[str] | None = None

    def __call__(self, row: Row) -> Row:
        """What is shown of a raw row."""
        if not self.hidden and self.only is None:
            return row
        return {
            name: value
            for name, value in row.items()
            if name not in self.hidden and (self.only is None or name in self.only)
        }


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as the list and its own endpoint show it: links where the parts would be.

    ``base`` is the address of the store's v2 API; ``include`` what the request asked to include,
    ``consignments``, ``consignments.line_items`` or ``fees``.
    """

    base: str
    include: frozenset[str] = frozenset()

    def __call__(self, row: Row) -> Row:
        """What is shown of a raw order."""
        place = f"/orders/{row['id']}"
        shown = dict(row)
        del shown["_included"]
        shown["products"] = link(self.base, f"{place}/products")
        shown["shipping_addresses"] = link(self.base, f"{place}/shippingaddresses")
        shown["coupons"] = link(self.base, f"{place}/coupons")
        if "fees" not in self.include:
            shown["fees"] = link(self.base, f"{place}/fees")
        if "consignments.line_items" in self.include:
            shown["consignments"] = consignments.included(row)
        elif "consignments" in self.include:
            shown["consignments"] = consignments.linked(row, shown["products"])
        else:
            shown["consignments"] = link(self.base, f"{place}/consignments")
        return shown


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A v3 customer with the fields asked for, its parts cut off, with form fields or without."""

    fields: Fields
    has_form_fields: bool

    def __call__(self, row: Row) -> Row:
        """What is shown of a raw customer."""
        shown = dict(self.fields(row))
        for part in ("addresses", "attributes"):
            if part in shown:
                shown[part] = shown[part][:INCLUDED_PER_CUSTOMER]
        if "addresses" in shown and not self.has_form_fields:
            shown["addresses"] = [*map(Fields(frozenset({"form_fields"})), shown["addresses"])]
        return shown


@dataclass(frozen=True, slots=True)
class CountryView:
    """A country with a link to its states; ``base`` as for orders."""

    base: str

    def __call__(self, row: Row) -> Row:
        """What is shown of a raw country."""
        return row | {"states": link(self.base, f"/countries/{row['id']}/states")}


@dataclass(frozen=True, slots=True)
class OldCustomerView:
    """A customer as the deprecated v2 endpoint shows it; ``base`` as for orders."""

    base: str
    customers: Rows

    def __call__(self, row: Row) -> Row:
        """What is shown of a raw v3 customer."""
        names = ("id", "company", "first_name", "last_name", "email", "customer_group_id", "notes")
        credit = row["store_credit_amounts"][0]["amount"]
        return {
            **{name: row[name] for name in names},
            "phone": row.get("phone", ""),
            "date_created": rfc2822(self.customers.created(row["id"])),
            "date_modified": rfc2822(self.customers.second(row["id"])),
            "store_credit": money(round(credit * 10_000)),
            "registration_ip_address": row["registration_ip_address"],
            "tax_exempt_category": row["tax_exempt_category"],
            "accepts_marketing": False,
            "addresses": link(self.base, f"/customers/{row['id']}/addresses"),
            "form_fields": None,
            "reset_pass_on_login": row["authentication"]["force_password_reset"],
        }


def old_address(address: Row) -> Row:
    """A customer's address as the deprecated v2 endpoint shows it."""
    return {
        "id": address["id"],
        "customer_id": address["customer_id"],
        "first_name": address["first_name"],
        "last_name": address["last_name"],
        "company": address["company"],
        "street_1": address["address1"],
        "street_2": address["address2"],
        "city": address["city"],
        "state": address["state_or_province"],
        "zip": address["postal_code"],
        "country": address["country"],
        "country_iso2": address["country_code"],
        "phone": address["phone"],
        "address_type": address["address_type"],
        "form_fields": [],
    }
