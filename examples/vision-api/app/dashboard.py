"""The same image as the API, started with another command."""

import os

import requests
import streamlit as st

st.title("Vision")
picture = st.file_uploader("A picture", type=["jpg", "png"])
if picture is not None:
    answer = requests.post(f"{os.environ['API_URL']}/captions", files={"image": picture}, timeout=120)
    st.write(answer.json()["caption"])
