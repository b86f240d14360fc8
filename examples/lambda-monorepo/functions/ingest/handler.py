from events import keys


def handler(event, _context):
    return {"accepted": keys(event)}
