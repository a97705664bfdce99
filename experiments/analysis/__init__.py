"""What is asked of finished results: sensitivity, discovery of scenarios, robustness, reports."""
