/** A small monorepo: a base, two images on it (one by a named context, one by its bare name), one alone, and its twin. */
export function monorepo(base: string): Record<string, string> {
  return {
    ".github/ml-images.yml": `defaults:
  platforms: [linux/amd64]
images:
  ml-base:
    context: docker/ml-base
  handler:
    context: functions/handler
    contexts: { base: "image:ml-base" }
    runtime: lambda
    parameter: HandlerImageUri
  worker:
    context: workers
    dockerfile: worker/Dockerfile
    tags: [latest]
  alone:
    context: alone
  twin:
    context: twin
`,
    "docker/ml-base/Dockerfile": `FROM ${base}\nCOPY versions.txt /versions.txt\nRUN cat /versions.txt > /installed\n`,
    "docker/ml-base/versions.txt": "torch==2.1.0\n",
    "functions/handler/Dockerfile": "FROM base\nCOPY handler.py /app/handler.py\n",
    "functions/handler/handler.py": "print('one')\n",
    "functions/handler/README.md": "Not part of the image.\n",
    "workers/worker/Dockerfile": "FROM ml-base\nCOPY worker/main.py shared /app/\n",
    "workers/worker/main.py": "print('worker')\n",
    "workers/shared/tool.py": "print('tool')\n",
    "alone/Dockerfile": `FROM ${base}\nCOPY data /data\n`,
    "alone/data": "data\n",
    "twin/Dockerfile": `# The same content as alone.\nFROM ${base}\nCOPY data /data\n`,
    "twin/data": "data\n",
    "docs/notes.md": "Not part of any image.\n",
  };
}
