"""Version of the model's behaviour: a changed outcome needs a new one and a changelog line."""

MODEL_VERSION = "8"
