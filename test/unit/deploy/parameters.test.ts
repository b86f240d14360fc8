import { describe, expect, test } from "vitest";
import { chooseParameters, hasValues } from "../../../src/deploy/choose-parameters.ts";
import type { WantedParameter } from "../../../src/deploy/model.ts";
import { parsePairs, parseParameterTexts } from "../../../src/deploy/parameter-text.ts";
import { parseResults, type ResultEntry } from "../../../src/deploy/parse-results.ts";
import { chooseWanted } from "../../../src/deploy/wanted-parameters.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const text = (images: object, from = "one") => ({ text: JSON.stringify(images), from });
const image = (extra: object = {}) => ({
  status: "built",
  repository: "ml/app",
  digest: DIGEST,
  tag: "src-1",
  parameter: "Uri",
  ...extra,
});

describe("parseParameterTexts", () => {
  test.each<[string, readonly [string, string][]]>([
    [
      "A=1\n# no\n\n B = x,y=z \nC=",
      [
        ["A", "1"],
        ["B", "x,y=z"],
        ["C", ""],
      ],
    ],
    [
      '{"A": "1", "B": 2, "C": true}',
      [
        ["A", "1"],
        ["B", "2"],
        ["C", "true"],
      ],
    ],
    [
      '[{"ParameterKey":"A","ParameterValue":"1"},{"ParameterKey":"B","UsePreviousValue":true}]',
      [["A", "1"]],
    ],
    [
      "A=1\r\nB=2",
      [
        ["A", "1"],
        ["B", "2"],
      ],
    ],
    ["", []],
  ])("%j", (input, expected) => {
    const problems: string[] = [];
    expect(parseParameterTexts(input, problems).map(({ name, text: value }) => [name, value])).toEqual(
      expected,
    );
    expect(problems).toEqual([]);
  });

  test.each([
    ["A=-----BEGIN\nnovalue", /expected a line Name=value, found none in line 2/],
    ["A=1\nA=2", /A is given twice/],
    ["a-b=1", /expected a CloudFormation parameter's name/],
    ["{oops", /starts like JSON and is none/],
    ['{"A": null}', /the value of A is null/],
    ['{"A": {"k": "novalue"}}', /the value of A is an object or a list/],
    ['[{"ParameterKey": "A", "ParameterValue": ["novalue"]}]', /found neither in A/],
    ['[{"Name": "x"}]', /expected \{"Name": "value"\}/],
  ])("%j is refused", (input, expected) => {
    const problems: string[] = [];
    parseParameterTexts(input, problems);
    expect(problems.join()).toMatch(expected);
    // It may be a secret.
    expect(problems.join()).not.toContain("novalue");
  });

  test("tags may have any key", () => {
    expect(parsePairs("stack-tags", "cost centre=4711, a=b", [])).toEqual([["cost centre", "4711, a=b"]]);
  });
});

describe("parseResults", () => {
  test("reads outputs and reports, and merges legs", () => {
    const { images, problems } = parseResults([
      text({ a: image(), w: { status: "failed", repository: "w" } }),
      text({ version: 1, images: { w: image({ repository: "w" }) } }, "two"),
      text({ w: { status: "failed", repository: "w" } }, "three"),
    ]);
    expect(problems).toEqual([]);
    expect([...images.values()].map(({ name, digest, from }) => [name, digest, from])).toEqual([
      ["a", DIGEST, "one"],
      ["w", DIGEST, "two"],
    ]);
  });

  test.each([
    ["[]", /one: expected the JSON object of the output "results", found "\[\]"/],
    ['{"a": 1}', /image a: expected an object/],
    ['{"a": {"status": "built"}}', /image a: expected \{"status": …, "repository"/],
    ['{"a": {"status": "built", "repository": "evil.example/X@y"}}', /expected a repository's path/],
    [
      '{"a": {"status": "built", "repository": "r", "digest": "sha256:1"}}',
      /expected a digest sha256:…, found "sha256:1"/,
    ],
  ])("%s is refused", (input, expected) => {
    expect(parseResults([{ text: input, from: "one" }]).problems.join()).toMatch(expected);
  });

  test("two digests for one image contradict each other", () => {
    const { problems } = parseResults([text({ a: image() }), text({ a: image({ digest: OTHER }) }, "two")]);
    expect(problems).toEqual([
      expect.stringContaining(`a has two digests: ${DIGEST} in one, ${OTHER} in two`),
    ]);
  });
});

describe("chooseWanted", () => {
  const results = (images: object): ReadonlyMap<string, ResultEntry> => parseResults([text(images)]).images;
  const choose = (images: object, settings: Partial<Parameters<typeof chooseWanted>[0]> = {}) =>
    chooseWanted({
      results: results(images),
      images: [],
      host: HOST,
      texts: [],
      skipFailed: false,
      mayBeEmpty: false,
      ...settings,
    });
  const values = (list: readonly WantedParameter[]) =>
    Object.fromEntries(list.map(({ name, value }) => [name, value]));

  test("an image with a parameter gets its URI; one without is left alone", () => {
    const { parameters, problems } = choose({ a: image(), b: image({ parameter: undefined }) });
    expect(values(parameters)).toEqual({ Uri: `${HOST}/ml/app@${DIGEST}` });
    expect(problems).toEqual([]);
  });

  test("placeholders: URI, parts, names with dots; JSON and dynamic references stay", () => {
    const texts = parseParameterTexts(
      'A={a}\nB=x {a.digest} {a.repository}:{a.tag}\nC={v1.2}\nD={"k": {"n": 1}}\nE={{resolve:ssm:x}}',
      [],
    );
    const { parameters, problems } = choose(
      { a: image({ parameter: undefined }), "v1.2": image({ repository: "v" }) },
      { texts },
    );
    expect(problems).toEqual([]);
    expect(values(parameters)).toMatchObject({
      A: `${HOST}/ml/app@${DIGEST}`,
      B: `x ${DIGEST} ml/app:src-1`,
      C: `${HOST}/v@${DIGEST}`,
      D: '{"k": {"n": 1}}',
      E: "{{resolve:ssm:x}}",
    });
    expect(parameters.filter((one) => one.image !== undefined).map(({ name }) => name)).toEqual([
      "A",
      "C",
      "Uri",
    ]);
  });

  test("the output `images` has hosts of its own; the input registry wins", () => {
    const images = { a: image({ uri: `ghcr.io/ml/app@${DIGEST}` }) };
    expect(values(choose(images, { host: undefined }).parameters)).toEqual({
      Uri: `ghcr.io/ml/app@${DIGEST}`,
    });
    expect(values(choose(images).parameters)).toEqual({ Uri: `${HOST}/ml/app@${DIGEST}` });
  });

  test("the input parameters wins over an image's own parameter", () => {
    const { parameters } = choose({ a: image() }, { texts: [{ name: "Uri", text: "by hand" }] });
    expect(values(parameters)).toEqual({ Uri: "by hand" });
  });

  test.each<[string, object, Partial<Parameters<typeof chooseWanted>[0]>, RegExp]>([
    [
      "a failed image",
      { a: image({ status: "failed", digest: undefined, error: "pip" }) },
      {},
      /image a is failed \(pip\): build it/,
    ],
    ["an image that was not pushed", { a: image({ digest: undefined }) }, {}, /built but not pushed/],
    [
      "one parameter for two images",
      { a: image(), b: image() },
      {},
      /the images a and b have the same parameter Uri/,
    ],
    ["no registry", { a: image() }, { host: undefined }, /give the input registry/],
    ["nothing at all", {}, {}, /nothing to deploy\. Check the output that the input results takes/],
    ["images without parameters", { a: image({ parameter: undefined }) }, {}, /nothing to deploy\. Give the/],
    [
      "an image that failed and has a digest all the same",
      { a: image({ status: "failed" }) },
      {},
      /image a is failed: build it/,
    ],
    [
      "a tag that the results do not have",
      { a: image({ tag: undefined }) },
      { texts: [{ name: "A", text: "v{a.tag}" }] },
      /A: image a has no tag in the results/,
    ],
    [
      "an unknown placeholder",
      { chords: image() },
      { texts: [{ name: "A", text: "{chord}" }] },
      /\{chord\} is no image of the results; did you mean "chords"/,
    ],
    [
      "an unknown image",
      { chords: image() },
      { images: ["cords"] },
      /the results have no image cords; did you mean "chords"/,
    ],
  ])("%s is refused", (_, images, settings, expected) => {
    expect(choose(images, settings).problems.join()).toMatch(expected);
  });

  test("a template, tags or skip-failed may leave all parameters as they are", () => {
    expect(choose({}, { mayBeEmpty: true })).toMatchObject({
      problems: [],
      notices: [expect.stringContaining("all parameters keep their values")],
    });
    const failed = { a: image({ status: "failed" }) };
    expect(choose(failed, { skipFailed: true }).problems).toEqual([]);
  });

  test("images are known by their parts too", () => {
    const { parameters } = choose(
      { a: image({ parameter: undefined }) },
      { texts: [{ name: "Digest", text: "{a.digest}" }] },
    );
    expect(parameters[0]).toMatchObject({ value: DIGEST, image: undefined, parts: [{ name: "a" }] });
  });

  test("skip-failed keeps a value; images chooses", () => {
    const images = {
      a: image({ status: "failed", digest: undefined }),
      b: image({ parameter: "B" }),
      c: image({ parameter: "C" }),
    };
    const { parameters, notices, problems } = choose(images, { skipFailed: true, images: ["a", "b"] });
    expect(Object.keys(values(parameters))).toEqual(["B"]);
    expect(notices).toEqual(["a is failed: Uri keeps its value (skip-failed)"]);
    expect(problems).toEqual([]);
  });
});

describe("chooseParameters", () => {
  const declared = [
    { name: "Uri", hasDefault: false, noEcho: false },
    { name: "Stage", hasDefault: true, noEcho: false },
    { name: "Key", hasDefault: false, noEcho: true },
  ];
  const wanted = (name: string, value: string): WantedParameter => ({
    name,
    value,
    image: undefined,
    from: "test",
  });

  test("an update names every declared parameter", () => {
    const { list, problems } = chooseParameters(declared, new Set(["Uri", "Stage", "Key", "Gone"]), [
      wanted("Uri", "x"),
    ]);
    expect(problems).toEqual([]);
    expect(list).toEqual([
      { ParameterKey: "Uri", ParameterValue: "x" },
      { ParameterKey: "Stage", UsePreviousValue: true },
      { ParameterKey: "Key", UsePreviousValue: true },
    ]);
  });

  test("a creation leaves defaults out, and tells all missing values at once", () => {
    const { list, problems } = chooseParameters(declared, new Set(), []);
    expect(list).toEqual([]);
    expect(problems).toEqual([expect.stringContaining("no value for Uri, Key")]);
  });

  test("values past CloudFormation's limit", () => {
    expect(
      chooseParameters(declared, new Set(["Uri", "Key"]), [wanted("Uri", "x".repeat(4097))]).problems.join(),
    ).toMatch(/4097 characters/);
  });

  test("hasValues: a NoEcho value is never known to be the same", () => {
    const current = new Map([
      ["Uri", "x"],
      ["Key", "****"],
    ]);
    expect(hasValues(current, declared, [wanted("Uri", "x")])).toBe(true);
    expect(hasValues(current, declared, [wanted("Uri", "y")])).toBe(false);
    expect(hasValues(current, declared, [wanted("Key", "****")])).toBe(false);
  });
});
