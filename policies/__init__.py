"""Policy instruments, the plans that combine them, and the office that enacts and settles them."""
