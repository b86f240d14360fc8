import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { parseEcrHost, repositoryArn } from "../../../src/registry/ecr-host.ts";
import { baseUrlOf, isPlainHttp } from "../../../src/registry/host-url.ts";
import { parseRegistryTarget } from "../../../src/registry/target.ts";

const account = "123456789012";
const inRegion = (region: string) => ({ kind: "private", account, region });

describe("the registry input", () => {
  it.each([
    ["localhost:5000", "localhost:5000", ""],
    ["localhost", "localhost", ""],
    ["ghcr.io/Org/Team", "ghcr.io", "org/team/"],
    ["https://ghcr.io/org/", "ghcr.io", "org/"],
    ["  http://127.0.0.1:5000//  ", "127.0.0.1:5000", ""],
    [`https://${account}.dkr.ecr.eu-west-1.amazonaws.com`, `${account}.dkr.ecr.eu-west-1.amazonaws.com`, ""],
    ["[::1]:5000/ml", "[::1]:5000", "ml/"],
  ])("%s", (text, host, prefix) => {
    expect(parseRegistryTarget(text)).toMatchObject({ host, prefix });
  });

  it.each([
    "",
    "/",
    "org",
    "org/team",
    "ghcr.io/org:latest",
    "ghcr.io/org//x",
    "ghcr.io/../x",
    "ghcr.io:port/x",
    "localhost:99999",
    "1.2.3.4.5/x",
    "[1:2]:5000",
    "user:pass@ghcr.io/x",
    "ftp://ghcr.io/x",
    "ghcr.io/a b",
    "ghcr.io/x?y=z",
    "-x.io/a",
    `ghcr.io/org@sha256:${"0".repeat(64)}`,
  ])("refuses %j and shows an example", (text) => {
    expect(() => parseRegistryTarget(text)).toThrow(UserError);
    expect(() => parseRegistryTarget(text)).toThrow(/registry: expected HOST\[\/prefix\], for example/);
  });
});

describe("ECR hosts", () => {
  it.each([
    [`${account}.dkr.ecr.eu-west-1.amazonaws.com`, inRegion("eu-west-1")],
    [`${account}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`, inRegion("us-gov-west-1")],
    [`${account}.dkr.ecr.cn-north-1.amazonaws.com.cn`, inRegion("cn-north-1")],
    [`${account}.dkr.ecr.eusc-de-east-1.amazonaws.eu`, inRegion("eusc-de-east-1")],
    [`${account}.dkr-ecr.us-east-1.on.aws`, inRegion("us-east-1")],
    [`${account}.dkr-ecr-fips.us-east-1.on.aws`, inRegion("us-east-1")],
    [`${account}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn`, inRegion("cn-north-1")],
    [`${account}.dkr.ecr.us-iso-east-1.c2s.ic.gov`, inRegion("us-iso-east-1")],
    [`${account}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`, inRegion("us-isob-east-1")],
    [`${account}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`, inRegion("eu-isoe-west-1")],
    [`${account}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`, inRegion("us-isof-south-1")],
    [`${account}.dkr.ecr.us-east-1.localhost.localstack.cloud:4566`, inRegion("us-east-1")],
    ["public.ecr.aws", { kind: "public" }],
    ["ecr-public.aws.com", { kind: "public" }],
    [`1${account}.dkr.ecr.eu-west-1.amazonaws.com`, undefined],
    [`12345.dkr.ecr.eu-west-1.amazonaws.com`, undefined],
    [`${account}.dkr.ecr.eu-west-1.amazonaws.com.evil.example`, undefined],
    [`evil.${account}.dkr.ecr.eu-west-1.amazonaws.com`, undefined],
    [`${account}.dkr.ecr.eu-west-1.amazonawsXcom`, undefined],
    [`${account}.dkrXecr.eu-west-1.amazonaws.com`, undefined],
    ["public.ecr.aws.evil.example", undefined],
    ["ghcr.io", undefined],
  ])("%s", (host, expected) => {
    expect(parseEcrHost(host)).toEqual(expected);
  });

  it.each([
    ["eu-west-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-east-1", "aws-us-gov"],
    ["us-iso-east-1", "aws-iso"],
    ["us-isob-east-1", "aws-iso-b"],
    ["eusc-de-east-1", "aws-eusc"],
  ])("a repository in %s has an ARN of partition %s", (region, partition) => {
    expect(repositoryArn({ account, region }, "ml/base")).toBe(
      `arn:${partition}:ecr:${region}:${account}:repository/ml/base`,
    );
  });
});

describe("plain HTTP", () => {
  it.each(["localhost", "localhost:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]:80"])("to %s", (host) => {
    expect(isPlainHttp(host)).toBe(true);
  });
  it.each([
    "ghcr.io",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "10.0.0.1:5000",
    "[::2]:5000",
  ])("never to %s", (host) => expect(isPlainHttp(host)).toBe(false));
  it("asks Docker Hub where its registry is", () => {
    expect(baseUrlOf("docker.io")).toBe("https://registry-1.docker.io");
  });
});
