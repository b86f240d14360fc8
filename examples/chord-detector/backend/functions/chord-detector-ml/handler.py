"""Finds the chords of a recording in S3, and on request its notes."""

import os
import tempfile

import librosa
import numpy as np

PITCHES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
TRIADS = {"": (0, 4, 7), "m": (0, 3, 7)}
SAMPLE_RATE = 22050
HOP = 512


def _templates():
    """Every major and minor triad as a unit vector over the twelve pitch classes."""
    names, rows = [], []
    for root, pitch in enumerate(PITCHES):
        for suffix, intervals in TRIADS.items():
            row = np.zeros(12)
            row[[(root + interval) % 12 for interval in intervals]] = 1
            names.append(pitch + suffix)
            rows.append(row / np.linalg.norm(row))
    return names, np.array(rows)


def detect_chords(samples, sample_rate, window_seconds=0.5, silence=0.01):
    """Mono samples -> [{"start", "end", "chord"}] in seconds; "N" where nothing sounds. Equal neighbours are one."""
    names, templates = _templates()
    chroma = librosa.feature.chroma_cqt(y=samples, sr=sample_rate, hop_length=HOP)
    chords = []
    duration = len(samples) / sample_rate
    for index in range(int(np.ceil(duration / window_seconds))):
        start = index * window_seconds
        end = min(start + window_seconds, duration)
        sound = samples[int(start * sample_rate) : int(end * sample_rate)]
        frames = chroma[:, int(start * sample_rate / HOP) : int(end * sample_rate / HOP) + 1]
        if np.sqrt(np.mean(sound**2)) < silence:
            chord = "N"
        else:
            chord = names[int(np.argmax(templates @ frames.mean(axis=1)))]
        if chords and chords[-1]["chord"] == chord:
            chords[-1]["end"] = round(end, 3)
        else:
            chords.append({"start": round(start, 3), "end": round(end, 3), "chord": chord})
    return chords


def detect_notes(path):
    """An audio file -> [{"start", "end", "pitch"}], pitch as MIDI number, by Spotify's basic-pitch."""
    from basic_pitch.inference import predict  # loads TensorFlow: seconds that chords alone need not wait for

    _, _, events = predict(path)
    notes = [{"start": float(start), "end": float(end), "pitch": int(pitch)} for start, end, pitch, *_ in events]
    return sorted(notes, key=lambda note: (note["start"], note["pitch"]))


def analyze(path, with_notes=False):
    """An audio file in any format that ffmpeg reads -> what the function answers."""
    samples, sample_rate = librosa.load(path, sr=SAMPLE_RATE, mono=True)
    answer = {"seconds": round(len(samples) / sample_rate, 3), "chords": detect_chords(samples, sample_rate)}
    if with_notes:
        answer["notes"] = detect_notes(path)
    return answer


def handler(event, _context):
    """{"key": ..., "notes": false} -> the answer of `analyze` for that object of the bucket AUDIO_BUCKET."""
    import boto3

    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, os.path.basename(event["key"]))
        boto3.client("s3").download_file(os.environ["AUDIO_BUCKET"], event["key"], path)
        return analyze(path, with_notes=bool(event.get("notes")))
