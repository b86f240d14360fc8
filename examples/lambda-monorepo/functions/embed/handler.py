import numpy as np
from events import keys


def handler(event, _context):
    """A stand-in for a model: a vector of each key's bytes."""
    return {key: np.frombuffer(key.encode(), dtype=np.uint8).astype(float).tolist() for key in keys(event)}
