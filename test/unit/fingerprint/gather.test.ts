/** What makes an image's fingerprint: on real git repositories, without registries and engines. */
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RepoPath } from "../../../src/model.ts";
import { createRepository } from "../../support/git-repository.ts";
import { appSpec, gatherImage, world } from "./gather-image.ts";

describe("a Dockerfile that cannot be seen", () => {
  test.each(["/tmp/gen/Dockerfile", "../shared/Dockerfile"])("%s: built each time", async (path) => {
    using repository = createRepository({ "app.txt": "1" });
    const spec = appSpec({
      context: { kind: "local", path: "" as RepoPath },
      dockerfile: { kind: "remote", path },
    });
    const one = await gatherImage(repository.root, spec);
    const two = await gatherImage(repository.root, spec);
    expect(one.inputs.unknowns).toEqual([`the Dockerfile lies outside of the repository: ${path}`]);
    expect(one.fingerprint).not.toBe(two.fingerprint);
  });
});

describe("the machine that builds", () => {
  const on = (arch: string) => ({ ...world, platform: { ...world.platform, arch } });
  const files = { "tool-amd64": "1", "tool-arm64": "1", "config-amd64": "1", "config-arm64": "1" };

  test.each([
    ["FROM --platform=$BUILDPLATFORM example.com/ui:1 AS ui\nFROM scratch\nCOPY --from=ui /f /f\n"],
    [
      "ARG P=linux/$BUILDARCH\nFROM --platform=$P example.com/ui:1 AS ui\nFROM scratch\nCOPY --from=ui /f /f\n",
    ],
  ])("%j: a plan and a leg on another machine agree", async (text) => {
    using repository = createRepository({ Dockerfile: text });
    const planned = await gatherImage(repository.root, appSpec(), on("x64"));
    const leg = await gatherImage(repository.root, appSpec(), on("arm64"));
    expect(planned.inputs.bases).toEqual(new Map([["example.com/ui:1", "example.com/ui:1 for any"]]));
    expect(leg.fingerprint).toBe(planned.fingerprint);
  });

  test.each([
    ["FROM scratch\nARG BUILDARCH\nCOPY tool-$BUILDARCH /t\n"],
    ["ARG TOOL=tool-$BUILDARCH\nFROM scratch\nARG TOOL\nCOPY $TOOL /t\n"],
    ["FROM scratch\nARG BUILDARCH\nENV TOOL=tool-$BUILDARCH\nRUN --mount=source=$TOOL,target=/t t\n"],
  ])("%j: what either machine reads counts", async (Dockerfile) => {
    using repository = createRepository({ ...files, Dockerfile });
    const before = await gatherImage(repository.root);
    expect(before.inputs.unknowns).toEqual([]);
    expect(before.inputs.notices.join()).toMatch(
      /may come from the machine that builds, so the whole context/,
    );
    for (const file of ["tool-amd64", "tool-arm64"]) {
      const last = await gatherImage(repository.root);
      repository.write({ [file]: "2" });
      expect((await gatherImage(repository.root)).fingerprint).not.toBe(last.fingerprint);
    }
  });

  test("a base that depends on it is not known", async () => {
    using repository = createRepository({ Dockerfile: "ARG BUILDARCH\nFROM example.com/x:$BUILDARCH\n" });
    const { inputs } = await gatherImage(repository.root);
    expect(inputs.unknowns).toHaveLength(1);
  });

  test.each([
    ["an arg that is given", "FROM scratch\nARG BUILDARCH\nCOPY tool-$BUILDARCH /t\n"],
    ["the target's", "FROM scratch\nARG TARGETARCH\nCOPY tool-$TARGETARCH /t\n"],
    ["a default that stands for it", "FROM scratch\nARG BUILDARCH=amd64\nCOPY tool-$BUILDARCH /t\n"],
  ])("%s is certain", async (what, Dockerfile) => {
    using repository = createRepository({ ...files, Dockerfile });
    const args = new Map(what.includes("given") ? [["BUILDARCH", "amd64"]] : []);
    const { inputs } = await gatherImage(repository.root, appSpec({ args }));
    expect(inputs.paths).toEqual(["Dockerfile", "tool-amd64"]);
  });
});

test("a folder that is left empty, and one that is gone", async () => {
  using repository = createRepository({
    "src/a/b/c": "1",
    "src/d": "1",
    Dockerfile: "FROM scratch\nCOPY src /src\n",
  });
  repository.write({ "src/a": undefined });
  const gone = await gatherImage(repository.root);
  mkdirSync(join(repository.root, "src/a"));
  expect((await gatherImage(repository.root)).fingerprint).not.toBe(gone.fingerprint);
});

test.each([
  "text",
  "crlf",
  "crlf=input",
])("the attribute %s hides CRLF from git, and not from the build", async (attribute) => {
  using repository = createRepository({
    ".gitattributes": `*.sh ${attribute}\n`,
    "src/run.sh": "a\nb\n",
    Dockerfile: "FROM scratch\nCOPY src /src\n",
  });
  const before = await gatherImage(repository.root);
  repository.write({ "src/run.sh": "a\r\nb\r\n" });
  repository.git("add", "src/run.sh");
  expect((await gatherImage(repository.root)).fingerprint).not.toBe(before.fingerprint);
});

describe("a folder of another user", () => {
  const refused = Object.assign(new Error("EACCES: permission denied, scandir"), { code: "EACCES" });
  const on = {
    ...world,
    files: {
      ...world.files,
      list: (path: string) => (path.endsWith("/pgdata") ? Promise.reject(refused) : world.files.list(path)),
    },
  };

  test.each([
    ["COPY src /src", "", true],
    ["COPY . /src", ".git\npgdata", true],
    ["COPY . /src", ".git", false],
    ["COPY src/data /src", "", false],
  ])("%s, ignored: %j", async (copy, ignore, isKnown) => {
    using repository = createRepository({
      ".gitignore": "pgdata/\n",
      ".dockerignore": `${ignore}\n`,
      "src/a": "1",
      Dockerfile: `FROM scratch\n${copy}\n`,
    });
    symlinkSync("a", join(repository.root, "src/link"));
    if (copy.includes("data")) symlinkSync("../pgdata", join(repository.root, "src/data"));
    repository.commit({});
    repository.write({ "pgdata/x": "1" });
    const one = await gatherImage(repository.root, appSpec(), on);
    const two = await gatherImage(repository.root, appSpec(), on);
    expect(one.fingerprint === two.fingerprint).toBe(isKnown);
    expect(one.inputs.notices.some((notice) => notice.includes("pgdata cannot be read"))).toBe(!isKnown);
  });
});
