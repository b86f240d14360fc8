const form = document.querySelector("form");
form.addEventListener("change", async () => {
  const answer = await fetch("/captions", { method: "POST", body: new FormData(form) });
  document.querySelector("output").value = (await answer.json()).caption;
});
