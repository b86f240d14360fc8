def handler(event, context):
    return {"chords": ["C", "G", "Am", "F"]}
