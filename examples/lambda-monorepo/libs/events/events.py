"""What the functions tell each other."""


def keys(event):
    """The objects' keys of an S3 event."""
    return [record["s3"]["object"]["key"] for record in event["Records"]]
