import { describe, expect, it } from "vitest";
import { findDockerfiles, nameDockerfiles } from "../../../src/images/found-dockerfiles.ts";

describe("findDockerfiles", () => {
  it("knows a Dockerfile by its name", () => {
    const files = [
      "Dockerfile",
      "api/Dockerfile.worker",
      "api/gpu.Dockerfile",
      "api/base.dockerfile",
      "web/Containerfile",
      "old/dockerfile",
      "v/Dockerfile.3.11",
    ];
    expect(findDockerfiles(files).paths).toEqual([...files].sort());
  });

  it.each([
    "Dockerfile.dockerignore",
    "api/Dockerfile.worker.dockerignore",
    ".dockerignore",
    "x.dockerfile.j2",
    "Dockerfile.j2",
    "Dockerfile.tmpl",
    "Dockerfile.md",
    "Dockerfile.bak",
    "MyDockerfile",
    "Dockerfiles",
    "dockerfile.py",
    "docs/Dockerfile-howto",
    "docker/Dockerfile/readme",
  ])("does not take %s for one", (file) => {
    expect(findDockerfiles([file])).toEqual({ paths: [], skipped: [] });
  });

  it.each([
    "web/node_modules/x/Dockerfile",
    "vendor/y/Dockerfile",
    "test/fixtures/Dockerfile",
    "pkg/testdata/a/Dockerfile",
    ".devcontainer/Dockerfile",
  ])("passes over %s", (file) => {
    expect(findDockerfiles([file])).toEqual({ paths: [], skipped: [file] });
  });
});

describe("nameDockerfiles", () => {
  const namesOf = (paths: readonly string[]) => Object.fromEntries(nameDockerfiles(paths, "My.Repo"));

  it("names after the folder, and after the file's variant", () => {
    expect(
      namesOf([
        "Dockerfile",
        "backend/functions/chord-detector/Dockerfile",
        "workers/audio/Dockerfile.worker",
        "workers/audio/gpu.Dockerfile",
        "Services/My App/Dockerfile",
      ]),
    ).toEqual({
      Dockerfile: "my.repo",
      "backend/functions/chord-detector/Dockerfile": "chord-detector",
      "workers/audio/Dockerfile.worker": "audio-worker",
      "workers/audio/gpu.Dockerfile": "audio-gpu",
      "Services/My App/Dockerfile": "my-app",
    });
  });

  it("looks through folders that only say docker", () => {
    expect(namesOf(["docker/Dockerfile", "api/docker/Dockerfile", "docker/ml-base/Dockerfile"])).toEqual({
      "docker/Dockerfile": "my.repo",
      "api/docker/Dockerfile": "api",
      "docker/ml-base/Dockerfile": "ml-base",
    });
  });

  it("adds more of the path to all that would be called the same", () => {
    expect(namesOf(["a/x/Dockerfile", "b/x/Dockerfile", "c/b/x/Dockerfile", "y/Dockerfile"])).toEqual({
      "a/x/Dockerfile": "a-x",
      "b/x/Dockerfile": "my.repo-b-x",
      "c/b/x/Dockerfile": "c-b-x",
      "y/Dockerfile": "y",
    });
  });

  it("counts what stays equal with the whole path", () => {
    expect(namesOf(["x/Containerfile", "x/Dockerfile"])).toEqual({
      "x/Containerfile": "my.repo-x",
      "x/Dockerfile": "my.repo-x-2",
    });
  });

  it("finds a name when there is nothing to name after", () => {
    expect(Object.fromEntries(nameDockerfiles(["Dockerfile"], "日本"))).toEqual({ Dockerfile: "app" });
  });
});
