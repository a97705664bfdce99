"""The back-test: what the model said of years that nothing was fitted to, beside what came."""
