/** Dockerfiles that copy into every kind of place, and what `link: auto` has to make of each. */

/** `linked`: proven; `kept`: told from the Dockerfile alone; `refused`: by the check, so built again. */
export type Verdict = "linked" | "kept" | "refused";

export interface LinkCase {
  readonly name: string;
  readonly verdict: Verdict;
  /** Without its `FROM`. */
  readonly dockerfile: string;
}

/** What the contexts hold. */
export const contextFiles = {
  "requirements.txt": "torch\n",
  "app.py": "print(1)\n",
  "src/main.py": "print(2)\n",
  "src/deep/er.py": "print(3)\n",
  "bin/tool": "#!/bin/sh\n",
} as const;

const work = "RUN echo heavy > /heavy";

export const linkCases: readonly LinkCase[] = [
  {
    name: "usual",
    verdict: "linked",
    dockerfile: `WORKDIR /app\nCOPY requirements.txt .\n${work}\nARG COMMIT=none\nCOPY . .\nCMD ["sh"]`,
  },
  { name: "new-directory", verdict: "linked", dockerfile: `${work}\nCOPY src /opt/code/src` },
  { name: "to-a-file", verdict: "linked", dockerfile: `${work}\nCOPY app.py /app/handler.py` },
  {
    name: "over-a-file",
    verdict: "linked",
    dockerfile: `RUN mkdir /app && echo old > /app/app.py && chmod 600 /app/app.py\nCOPY app.py /app/`,
  },
  {
    name: "several",
    verdict: "linked",
    dockerfile: `${work}\nCOPY --chown=1000:1000 app.py requirements.txt /srv/it/\nCOPY --chown=1000:1000 src /srv/it/src/`,
  },
  {
    name: "from-a-stage",
    verdict: "linked",
    dockerfile: `RUN mkdir -p /venv/bin && echo v > /venv/bin/python && ln -s python /venv/bin/python3\nFROM BASE\n${work}\nCOPY --from=0 /venv /venv\nCOPY app.py /app/`,
  },
  { name: "add-a-directory", verdict: "linked", dockerfile: `${work}\nADD src /code/` },
  {
    name: "after-a-comment",
    verdict: "linked",
    dockerfile: `RUN echo one && \\\n  # in between\n  echo heavy > /heavy\n\n# and here\n  copy \\\n  app.py \\\n  /app/`,
  },
  {
    name: "base-directory",
    verdict: "linked",
    dockerfile: `FROM PLACED\n${work}\nCOPY app.py .\nCOPY src ./code`,
  },
  {
    name: "below-the-bases-directory",
    verdict: "linked",
    dockerfile: `FROM PLACED AS one\nWORKDIR deep\nFROM one\n${work}\nCOPY src/main.py main.py`,
  },
  {
    name: "directory-of-another-image",
    verdict: "linked",
    dockerfile: `FROM home-dir\n${work}\nCOPY app.py .\nCOPY src ./code`,
  },
  { name: "no-directory", verdict: "linked", dockerfile: `${work}\nCOPY app.py here/` },
  // The traps.
  { name: "base-directory-is-a-link", verdict: "refused", dockerfile: `FROM ASTRAY\n${work}\nCOPY app.py .` },
  {
    name: "under-a-link",
    verdict: "refused",
    dockerfile: `RUN mkdir -p /real && ln -s /real /app\nCOPY app.py /app/`,
  },
  {
    name: "usr-merge",
    verdict: "refused",
    dockerfile: `RUN mkdir -p /usr/tools && ln -s usr/tools /tools\nCOPY bin /tools/`,
  },
  {
    name: "link-further-up",
    verdict: "refused",
    dockerfile: `RUN mkdir -p /run/x && mkdir -p /data && ln -s /run /data/run\nCOPY app.py /data/run/x/y/`,
  },
  {
    name: "workdir-through-a-link",
    verdict: "refused",
    dockerfile: `RUN mkdir -p /real && ln -s /real /app\nWORKDIR /app/sub\nCOPY . .`,
  },
  {
    name: "directory-without-a-slash",
    verdict: "refused",
    dockerfile: `RUN mkdir /app\nCOPY app.py /app`,
  },
  {
    name: "owned-parent",
    verdict: "refused",
    dockerfile: `RUN mkdir /app && chown 1000:1000 /app\nCOPY app.py /app/`,
  },
  {
    name: "sticky-parent",
    verdict: "refused",
    dockerfile: `RUN mkdir -p /tmp && chmod 1777 /tmp\nCOPY app.py /tmp/x.py`,
  },
  {
    name: "owner-of-a-parent",
    verdict: "refused",
    dockerfile: `RUN mkdir /app\nCOPY --chown=1000:1000 app.py /app/`,
  },
  {
    name: "into-a-full-directory",
    verdict: "refused",
    dockerfile: `RUN mkdir -p /app/src && chmod 700 /app/src && echo x > /app/src/kept\nCOPY . /app`,
  },
  {
    name: "link-in-the-directory",
    verdict: "refused",
    dockerfile: `RUN mkdir /app && ln -s /nowhere /app/app.py\nCOPY . /app/`,
  },
  {
    name: "file-through-a-link",
    verdict: "refused",
    dockerfile: `RUN mkdir /app && echo t > /target && ln -s /target /app/app.py\nCOPY app.py /app/app.py`,
  },
  {
    name: "unknown-source",
    verdict: "refused",
    dockerfile: `RUN mkdir -p /venv/lib && echo v > /venv/lib/a\nCOPY --from=BASE /bin/busybox /venv/`,
  },
  {
    name: "working-user",
    verdict: "refused",
    dockerfile: `USER 1000\nWORKDIR /home/app\nUSER 0\n${work}\nCOPY . .`,
  },
  { name: "run-after", verdict: "kept", dockerfile: `COPY . /app\n${work}` },
  { name: "named-owner", verdict: "kept", dockerfile: `${work}\nCOPY --chown=root:root app.py /app/` },
  {
    name: "one-into-the-other",
    verdict: "refused",
    dockerfile: `${work}\nCOPY src /app/\nCOPY app.py /app/deep`,
  },
  { name: "mode", verdict: "kept", dockerfile: `${work}\nCOPY --chmod=640 app.py /app/` },
  { name: "add-a-file", verdict: "kept", dockerfile: `${work}\nADD app.py /app/` },
  { name: "into-the-root", verdict: "linked", dockerfile: `${work}\nCOPY app.py /` },
  { name: "pattern", verdict: "linked", dockerfile: `${work}\nCOPY *.py /app/` },
  {
    name: "pattern-into-files",
    verdict: "refused",
    dockerfile: `RUN mkdir /app && echo x > /app/x.py\nCOPY *.py /app/`,
  },
  { name: "as-a-user", verdict: "linked", dockerfile: `${work}\nUSER 1000:1000\nCOPY src /srv/src` },
  {
    name: "group-of-a-parent",
    verdict: "refused",
    dockerfile: `RUN mkdir /app && chmod 2755 /app\nCOPY app.py /app/`,
  },
  {
    name: "removed-before",
    verdict: "linked",
    dockerfile: `RUN mkdir -p /app/deep && echo x > /app/deep/old && echo y > /app/gone\nRUN rm -rf /app\nCOPY src /app/`,
  },
  {
    name: "made-again-before",
    verdict: "linked",
    dockerfile: `RUN mkdir -p /app/deep && echo x > /app/deep/old\nRUN rm -rf /app && mkdir /app\nCOPY src /app/`,
  },
  {
    name: "file-in-place-of-a-folder",
    verdict: "linked",
    dockerfile: `RUN mkdir -p /app/deep\nRUN rm -rf /app && echo x > /app\nCOPY app.py /app`,
  },
  {
    name: "on-scratch",
    verdict: "linked",
    dockerfile: `RUN mkdir /out && echo x > /out/x\nFROM scratch\nCOPY --from=0 /out /out\nCOPY app.py /app/app.py`,
  },
  {
    name: "stage-on-a-stage",
    verdict: "linked",
    dockerfile: `WORKDIR /app\n${work}\nFROM BASE AS other\nRUN echo other > /other\nCOPY src /src\nFROM other\nCOPY app.py /srv/app.py`,
  },
];
