"""Is the model like the world, and does each of its mechanisms matter?"""
