"""POST an image to /captions: what BLIP sees in it."""

from functools import lru_cache
from io import BytesIO

from fastapi import FastAPI, UploadFile

app = FastAPI()


@lru_cache
def captioner():
    from transformers import pipeline  # loads torch: seconds that /health need not wait for

    return pipeline("image-to-text", model="Salesforce/blip-image-captioning-base")


@app.get("/health")
def health():
    return {"status": "ok"}


@app.post("/captions")
async def captions(image: UploadFile):
    from PIL import Image

    return {"caption": captioner()(Image.open(BytesIO(await image.read())))[0]["generated_text"]}
