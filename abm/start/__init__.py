"""How a world begins: firms, products, books and arrays at the first quarter."""
