/** Compose files read by the real buildx. */
import { describe, expect, it } from "vitest";
import { buildx, load, messageOf, namesOf, specOf, useTemporaryRepositories } from "./load.ts";

useTemporaryRepositories();

describe.skipIf(buildx === undefined)(`compose files (${buildx ?? "docker buildx is missing"})`, () => {
  const services = `
services:
  api:
    image: shop/api
    build:
      context: ./api
      target: runtime
      args: ["TORCH=2.7.1"]
      additional_contexts: { base: "service:base", lib: ../lib }
      secrets: [token]
  base:
    build: { context: base, dockerfile: Dockerfile.base }
  database:
    image: postgres:16
secrets:
  token: { environment: API_TOKEN }
`;

  it("give the services that are built", async () => {
    const loaded = await load({ "compose.yaml": services });
    expect(namesOf(loaded)).toEqual(["api", "base"]);
    expect(specOf(loaded, "api")).toMatchObject({
      context: { kind: "local", path: "api" },
      target: "runtime",
      args: new Map([["TORCH", "2.7.1"]]),
      contexts: new Map<string, unknown>([
        ["base", { kind: "image", image: "base" }],
        ["lib", { kind: "outside", path: "../lib" }],
      ]),
      secrets: [{ id: "token", source: { kind: "env", variable: "API_TOKEN" } }],
      repositories: ["shop/api"],
      tags: [],
      definedAt: "compose.yaml: api",
    });
    expect(specOf(loaded, "base")).toMatchObject({
      dockerfile: { kind: "file", path: "base/Dockerfile.base" },
      repositories: ["base"],
    });
  });

  it("start from their own folder", async () => {
    const loaded = await load(
      { "deploy/compose.prod.yaml": services },
      { imagesFiles: ["deploy/compose.prod.yaml"] },
    );
    expect(specOf(loaded, "api")).toMatchObject({
      context: { kind: "local", path: "deploy/api" },
      contexts: new Map<string, unknown>([
        ["base", { kind: "image", image: "base" }],
        ["lib", { kind: "local", path: "lib" }],
      ]),
    });
  });

  it("let two services be one image", async () => {
    const build = "{ context: . }\n    image: shop/app:1\n";
    const loaded = await load({
      "compose.yaml": `services:\n  api:\n    build: ${build}  dashboard:\n    build: ${build}`,
    });
    expect(loaded.specs.map((spec) => spec.repositories)).toEqual([["shop/app"], ["shop/app"]]);
  });

  it("need the env files of their services, which no build reads", async () => {
    const file = "services:\n  api:\n    build: .\n    env_file: secret.env\n";
    const message = await messageOf(load({ "compose.yaml": file }));
    expect(message).toMatch(/secret\.env not found[\s\S]*`touch \S*secret\.env` will do/);
    expect(namesOf(await load({ "compose.yaml": file, "secret.env": "" }))).toEqual(["api"]);
  });

  it("are passed over when they build nothing, unless they are named", async () => {
    const files = {
      "compose.yaml": "services:\n  db:\n    image: postgres:16\n",
      "api/Dockerfile": "FROM scratch\n",
    };
    const loaded = await load(files);
    expect(namesOf(loaded)).toEqual(["api"]);
    expect(loaded.notices).toContain("compose.yaml: builds nothing, so it is passed over");
    expect(await messageOf(load(files, { imagesFiles: ["compose.yaml"] }))).toBe(
      "compose.yaml: expected at least one target or service to build, found none",
    );
  });
});
