"""Policy instruments, the plans that combine them, and the office that enacts and settles them."""

import engine  # noqa: F401  it settles what NumPy reads when it is imported
