/** What bench/lazy builds. */
import type { Goal } from "./lazy-rows.ts";

export interface Case {
  readonly name: string;
  readonly title: string;
  /** On the Python base, which needs what debootstrap needs. */
  readonly python: boolean;
  readonly dockerfile: (base: string, nonce: string) => string;
  /** Each is a handler of its own, and an edit over both links. */
  readonly edits: readonly Edit[];
  readonly coldGoal: Goal;
}

interface Edit {
  readonly title: string;
  readonly handler: string;
  readonly goal: Goal;
}

const megabytes = Number(process.env.BENCH_MEGABYTES ?? 1000);
const packages = "tensorflow-cpu librosa scikit-learn";
const imports = (process.env.BENCH_IMPORTS ?? "librosa, numpy;librosa, sklearn")
  .split(";")
  .map((one) => one.trim());
/** As examples/chord-detector: TensorFlow is loaded by the first request that asks for notes. */
const handlers = (goal: Goal): readonly Edit[] =>
  imports.map((names) => ({
    title: `handler.py with \`import ${names}\` edited`,
    handler: `import ${names}\n`,
    goal,
  }));

const all: readonly Case[] = [
  {
    name: "floor",
    title: "nothing heavy",
    python: false,
    dockerfile: (base) => `FROM ${base}\nCOPY handler.py /app/handler.py\nRUN echo small > /small\n`,
    edits: [{ title: "edit", handler: "", goal: {} }],
    coldGoal: {},
  },
  {
    name: "layer",
    title: `${megabytes} MB of random bytes, one small file read`,
    python: false,
    dockerfile: (base, nonce) =>
      `FROM ${base}\nRUN : ${nonce} && head -c ${megabytes}000000 /dev/urandom > /dependencies && echo small > /small\n` +
      "COPY handler.py /app/handler.py\nRUN sha256sum /small > /sum\n",
    edits: [{ title: "edit", handler: "", goal: { times: 5, percent: 2 } }],
    coldGoal: { slower: 1.4 },
  },
  {
    name: "real",
    title: `\`pip install ${packages}\`, \`RUN python3 -c "import handler"\``,
    python: true,
    dockerfile: (base, nonce) =>
      `FROM ${base}\nRUN : ${nonce} && pip install --quiet --no-cache-dir ${packages}\n` +
      'COPY handler.py /app/handler.py\nWORKDIR /app\nRUN python3 -c "import handler"\n',
    edits: handlers({ times: 4, percent: 8 }),
    coldGoal: { slower: 1.4 },
  },
  {
    name: "stages",
    title: "a virtual environment with librosa and scikit-learn, copied from a build stage",
    python: true,
    dockerfile: (base, nonce) =>
      `FROM ${base} AS build\nRUN : ${nonce} && python3 -m venv /venv && /venv/bin/pip install --quiet --no-cache-dir librosa scikit-learn\n` +
      `FROM ${base}\nCOPY --from=build /venv /venv\nCOPY handler.py /app/handler.py\nWORKDIR /app\n` +
      'RUN /venv/bin/python3 -c "import handler"\n',
    edits: handlers({}),
    coldGoal: { slower: 1.4 },
  },
];

const chosen = (process.env.BENCH_CASES ?? "floor,layer,real,stages").split(",");
export const cases: readonly Case[] = all.filter(({ name }) => chosen.includes(name));
