"""What an order's customer and the shop's staff wrote to each other."""

from bigcommerce_sandbox.generator import words
from bigcommerce_sandbox.generator.values import Row, rfc2822
from bigcommerce_sandbox.queries import read_moment

_HOUR = 3600


def messages(order: Row) -> list[Row]:
    """The messages as ``/orders/{id}/messages`` lists them: every fourth order has one or two."""
    order_id: int = order["id"]
    if order_id % 4:
        return []
    placed = int(read_moment(order["date_created"]).timestamp())
    question = {
        "id": order_id * 2,
        "order_id": order_id,
        "staff_id": 0,
        "customer_id": order["customer_id"],
        "type": "customer",
        "subject": f"Order #{order_id}",
        "message": words.CUSTOMER_MESSAGES[order_id // 4 % len(words.CUSTOMER_MESSAGES)],
        "status": "read",
        "is_flagged": order_id % 12 == 0,
        "date_created": rfc2822(placed + _HOUR),
        "customer": {},
    }
    if order_id % 8:
        return [question]
    answer = {
        "id": order_id * 2 + 1,
        "staff_id": 1,
        "type": "admin",
        "subject": f"Re: Order #{order_id}",
        "message": "Thank you, we will!",
        "status": "unread",
        "is_flagged": False,
        "date_created": rfc2822(placed + 2 * _HOUR),
    }
    return [question, question | answer]
