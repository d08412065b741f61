"""Reading lists completely while others write to them."""
