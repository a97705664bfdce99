"""Plans weighed against each other: what they do, what each instrument earns, what is best."""
