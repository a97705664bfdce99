"""What is asked of runs: experiments, plans against each other, sensitivity, validation."""
