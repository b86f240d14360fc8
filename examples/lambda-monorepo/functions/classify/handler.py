import numpy as np


def handler(event, _context):
    """The name of the vector that is nearest to the event's."""
    wanted = np.array(event["vector"])
    names = sorted(event["known"])
    distances = [np.linalg.norm(wanted - np.array(event["known"][name])) for name in names]
    return {"name": names[int(np.argmin(distances))]}
