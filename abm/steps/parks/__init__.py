"""Parks: tenants, yearly plans, floor that is let, parks that close."""
