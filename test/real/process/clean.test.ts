/** `mode: clean` against a real registry and GitHub's endpoint: what a closed pull request left, and nothing else. */
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ActionEvent, type ActionRun, pullRequest, runAction } from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { type GitHubCaches, startGitHubCaches } from "../../support/github-caches.ts";
import { listTags } from "../../support/registry-client.ts";
import { pushImage } from "../../support/registry-images.ts";
import { answerError, startProxy } from "../../support/registry-proxy.ts";
import { openPlace, type Place } from "../../support/registry-world.ts";

const machine = inject("machine");
const hash = "0123456789abcdef0123";
const prefix = `clean-${process.pid}`;
let place: Place;
let github: GitHubCaches;
let repository: GitRepository;

const left = [
  `pr7-src-${hash}`,
  `pr7-record-${hash}`,
  "pr7-record-last",
  `pr7-fork-src-${hash}`,
  `pr7-fork-record-last`,
];
const stays = [
  `src-${hash}`,
  "record-last",
  `pr70-src-${hash}`,
  `branch-pr7-src-${hash}`,
  "pr7-demo",
  "latest",
];
const cacheLeft = [
  "pr7-app-linux-amd64-01234567",
  "pr7-app-linux-amd64-01234567-partial",
  "pr7-app-linux-amd64-01234567-mounts",
];
const cacheStays = [
  "trusted-app-linux-amd64-01234567",
  "pr70-app-linux-amd64-01234567",
  "branch-pr7-x-01234567",
];

const closed = (number: number): ActionEvent => {
  const event = pullRequest(number);
  return { ...event, payload: { ...(event.payload as object), action: "closed" } };
};
const dispatch: ActionEvent = {
  name: "workflow_dispatch",
  ref: "refs/heads/main",
  payload: { repository: { default_branch: "main" } },
};
const run = (event: ActionEvent, inputs: Record<string, string> = {}): Promise<ActionRun> =>
  runAction({
    root: repository.root,
    node: machine.node,
    event,
    env: github.env,
    inputs: {
      mode: "clean",
      registry: `${place.host}/${prefix}`,
      "github-token": "token-of-the-job",
      ...inputs,
    },
  });
const fill = async (): Promise<void> => {
  // Each tag an image of its own, by a label: a registry that deletes by digest must not hide a mistake.
  for (const tag of [...left, ...stays])
    await pushImage(place.registry, `${prefix}/app`, { labels: { tag } }, tag);
  for (const tag of [...cacheLeft, ...cacheStays])
    await pushImage(place.registry, `${prefix}/ml-image-cache`, { labels: { tag } }, tag);
  github.entries = [
    { id: 1, ref: "refs/pull/7/merge", key: "index-a" },
    { id: 2, ref: "refs/pull/70/merge", key: "index-a" },
    { id: 3, ref: "refs/heads/main", key: "index-a" },
    ...Array.from({ length: 120 }, (_, index) => ({
      id: 100 + index,
      ref: "refs/pull/7/merge",
      key: `b-${index}`,
    })),
  ];
};
const tagsOf = async (name: string): Promise<readonly string[]> =>
  [...(await listTags(place.host, `${prefix}/${name}`))].sort();

beforeAll(async () => {
  place = await openPlace();
  github = await startGitHubCaches();
  repository = createRepository({
    ".github/ml-images.yml": "images:\n  app:\n    context: .\n",
    Dockerfile: "FROM scratch\nCOPY Dockerfile /\n",
  });
});
afterAll(async () => {
  repository?.[Symbol.dispose]();
  await github?.stop();
  await place?.close();
});

test("removes a closed pull request's tags, caches and cache entries, and nothing else; again is fine", async () => {
  await fill();
  const cleaned = await run(closed(7));
  expect(cleaned.exitCode, cleaned.log).toBe(0);
  expect(cleaned.log).not.toContain("::warning");
  expect(await tagsOf("app")).toEqual([...stays].sort());
  expect(await tagsOf("ml-image-cache")).toEqual([...cacheStays].sort());
  expect(github.entries.map(({ id }) => id)).toEqual([2, 3]);
  const again = await run(closed(7));
  expect(again.exitCode, again.log).toBe(0);
  expect(again.log).toMatch(/app: no tags removed/);
});

test("an image that a trusted tag names too stays, with both tags", async () => {
  const tag = `pr8-src-${hash}`;
  const trusted = await place.registry.getManifest(`${prefix}/app`, `src-${hash}`);
  if (trusted.kind !== "found") throw new Error("the trusted image is gone");
  await place.registry.putManifest(`${prefix}/app`, tag, trusted.manifest);
  const cleaned = await run(closed(8));
  expect(cleaned.exitCode, cleaned.log).toBe(0);
  expect(await tagsOf("app")).toEqual([...stays, tag].sort());
  expect(cleaned.log).toMatch(`${tag} not removed: src-${hash} is the same image`);
});

test("a registry that allows no deletes is one clear warning", async () => {
  await fill();
  const proxy = await startProxy({
    upstream: place.host,
    handle: ({ method, response, forward }) =>
      method === "DELETE" ? answerError(response, 405, "UNSUPPORTED", "not allowed") : forward(),
  });
  const refused = await run(closed(7), { registry: `${proxy.host}/${prefix}` });
  await proxy.stop();
  expect(refused.exitCode, refused.log).toBe(0);
  expect(refused.log).toMatch(/::warning::.*app: .*pr7-src-.* not removed: this registry allows no deletes/);
});

test("a token that may not write leaves the entries, with the permission that is missing", async () => {
  github.isReadOnly = true;
  github.entries = [{ id: 1, ref: "refs/pull/7/merge", key: "a" }];
  const refused = await run(closed(7), { registry: "" });
  github.isReadOnly = false;
  expect(refused.exitCode, refused.log).toBe(0);
  expect(refused.log).toMatch(/::warning::.*actions: write.*Resource not accessible/);
});

test.each([
  ["an open one's event", pullRequest(7), {}, /pull request 7 is open/],
  ["no number", dispatch, {}, /expected the event pull_request .*or the input pull-request/],
  [
    "another number than the event's",
    closed(7),
    { "pull-request": "8" },
    /expected 7, whose event this is, found "8"/,
  ],
  ["no number at all", dispatch, { "pull-request": "x" }, /input pull-request: expected the number/],
  ["a number that is open", dispatch, { "pull-request": "9" }, /found 9, which is open/],
  ["a number that nobody knows", dispatch, { "pull-request": "10" }, /does not say what 10 is/],
  ["an input of another mode", closed(7), { rebuild: "true" }, /input rebuild: mode clean does not read it/],
])("refuses %s, and removes nothing", async (_, event, inputs, said) => {
  github.states.set(9, "open");
  const before = await tagsOf("app");
  const refused = await run(event, inputs);
  expect(refused.exitCode).toBe(1);
  expect(refused.log).toMatch(said);
  expect(await tagsOf("app")).toEqual(before);
});

test("takes a number from the input once GitHub says that it is closed", async () => {
  await fill();
  github.states.set(7, "closed");
  const cleaned = await run(dispatch, { "pull-request": "7" });
  expect(cleaned.exitCode, cleaned.log).toBe(0);
  expect(await tagsOf("ml-image-cache")).toEqual([...cacheStays].sort());
});
