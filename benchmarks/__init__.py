"""How fast the model is, and whether it is right: see ``benchmarks.__main__``."""
