"""POST a WAV file to /transcriptions: the words in it."""

from functools import lru_cache
from io import BytesIO

from fastapi import FastAPI, UploadFile

app = FastAPI()


@lru_cache
def recognizer():
    from torchaudio.pipelines import WAV2VEC2_ASR_BASE_960H as bundle  # loads torch: /health need not wait for it

    return bundle, bundle.get_model()


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/transcriptions")
async def transcriptions(recording: UploadFile):
    import torch
    import torchaudio

    bundle, model = recognizer()
    samples, rate = torchaudio.load(BytesIO(await recording.read()))
    samples = torchaudio.functional.resample(samples.mean(0, keepdim=True), rate, bundle.sample_rate)
    with torch.inference_mode():
        emission, _ = model(samples)
    return {"text": spell(emission[0].argmax(-1).unique_consecutive().tolist(), bundle.get_labels())}


def spell(indices, labels):
    """CTC's labels as words: `-` is nothing, `|` is a space."""
    return "".join(labels[index] for index in indices).replace("-", "").replace("|", " ").strip()
