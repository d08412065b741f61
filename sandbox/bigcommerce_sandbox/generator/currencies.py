"""Currencies as ``/v2/currencies`` answers them: those that orders are paid in, and one more."""

from typing import NamedTuple

from bigcommerce_sandbox.generator.values import Row, rfc2822

EXCHANGE_RATES = {
    "USD": "1.0000000000",
    "CAD": "1.3650217400",
    "AUD": "1.5283910265",
    "GBP": "0.7461200983",
    "EUR": "0.8719043387",
}
"""What a dollar is in each currency that orders are paid in."""

DEFAULT = "USD"


class _Currency(NamedTuple):
    code: str
    name: str
    token: str
    country_iso2: str
    countries: tuple[str, ...]
    decimal_places: int = 2


_CURRENCIES = (
    _Currency("USD", "US Dollar", "$", "US", ("USA",)),
    _Currency("CAD", "Canadian Dollar", "$", "CA", ("CAN",)),
    _Currency("AUD", "Australian Dollar", "$", "AU", ("AUS",)),
    _Currency("GBP", "Pound Sterling", "£", "GB", ("GBR",)),
    _Currency("EUR", "Euro", "€", "EU", ("DEU", "FRA")),
    _Currency("JPY", "Japanese Yen", "¥", "JP", ("JPN",), decimal_places=0),
)
"""By ascending id: orders name the first five by their place."""

SIZE = len(_CURRENCIES)


def currency(_seed: int, currency_id: int, created: int) -> Row:
    """One currency; all but the last of the usual ones can be paid in."""
    what = _currency(currency_id - 1)
    is_transactional = what.code in EXCHANGE_RATES
    return {
        "id": currency_id,
        "is_default": what.code == DEFAULT,
        "last_updated": rfc2822(created),
        "country_iso2": what.country_iso2,
        "default_for_country_codes": list(what.countries),
        "currency_code": what.code,
        "currency_exchange_rate": EXCHANGE_RATES.get(what.code, "149.2500000000"),
        "auto_update": not is_transactional,
        "token_location": "left",
        "token": what.token,
        "decimal_token": ".",
        "thousands_token": ",",
        "decimal_places": what.decimal_places,
        "name": what.name,
        "enabled": True,
        "is_transactional": is_transactional,
        "use_default_name": True,
    }


def _currency(place: int) -> _Currency:
    """The currency at a place; those beyond the usual ones have codes that nobody uses."""
    if place < SIZE:
        return _CURRENCIES[place]
    first, second = divmod(place - SIZE, 26)
    code = f"X{chr(65 + first)}{chr(65 + second)}"
    return _Currency(code, f"Token {code}", code, "US", ())
