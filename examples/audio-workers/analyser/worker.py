"""The beats of a recording, and what is sung in it."""

import collections
import collections.abc
import json
import sys

# madmom 0.16.1 is older than Python 3.10, which moved this name.
collections.MutableSequence = collections.abc.MutableSequence


def beats(path):
    from madmom.features.beats import DBNBeatTrackingProcessor, RNNBeatProcessor

    return DBNBeatTrackingProcessor(fps=100)(RNNBeatProcessor()(path)).tolist()


def words(path, model="/models/whisper-small"):
    from faster_whisper import WhisperModel

    segments, _ = WhisperModel(model, device="cpu").transcribe(path)
    return [segment.text for segment in segments]


if __name__ == "__main__":
    print(json.dumps({"beats": beats(sys.argv[1]), "words": words(sys.argv[1])}))
