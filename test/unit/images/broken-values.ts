/** Images files with one mistake each in the values of an image, or in their YAML. */
import type { BrokenFile } from "./broken-files.ts";

export const brokenValues: readonly BrokenFile[] = [
  {
    name: "a platform by the machine's name",
    text: "images:\n  app:\n    context: .\n    platforms: [linux/x86_64]\n",
    message:
      'ml-images.yml:4:17 images.app.platforms[0]: expected a platform such as linux/amd64 or linux/arm64, found "linux/x86_64"; did you mean "linux/amd64"?',
  },
  {
    name: "a platform without system",
    text: "images:\n  app:\n    context: .\n    platforms: [arm64]\n",
    message:
      'ml-images.yml:4:17 images.app.platforms[0]: expected a platform such as linux/amd64 or linux/arm64, found "arm64"; did you mean "linux/arm64"?',
  },
  {
    name: "a mistyped platform",
    text: "images:\n  app:\n    context: .\n    platforms:\n      - linux/amd46\n",
    message:
      'ml-images.yml:5:9 images.app.platforms[0]: expected a platform such as linux/amd64 or linux/arm64, found "linux/amd46"; did you mean "linux/amd64"?',
  },
  {
    name: "platforms as a text",
    text: "images:\n  app:\n    context: .\n    platforms: linux/amd64\n",
    message:
      'ml-images.yml:4:16 images.app.platforms: expected a list of platforms, found "linux/amd64"; write [linux/amd64]',
  },
  {
    name: "no platform",
    text: "images:\n  app:\n    context: .\n    platforms: []\n",
    message: "ml-images.yml:4:16 images.app.platforms: expected at least one entry, found an empty list",
  },
  {
    name: "one platform twice",
    text: "images:\n  app:\n    context: .\n    platforms: [linux/arm64, linux/arm64/v8]\n",
    message: "ml-images.yml:4:30 images.app.platforms[1]: linux/arm64 stands there twice; remove one of them",
  },
  {
    name: "a wrong platform in defaults",
    text: "defaults:\n  platforms: [mac/arm64]\nimages:\n  app:\n    context: .\n  b:\n    context: b\n",
    message:
      'ml-images.yml:2:15 defaults.platforms[0]: expected a platform such as linux/amd64 or linux/arm64, found "mac/arm64"',
  },
  {
    name: "an unknown runtime",
    text: "images:\n  app:\n    context: .\n    runtime: Lambda\n",
    message: 'ml-images.yml:4:14 images.app.runtime: expected "container" or "lambda", found "Lambda"',
  },
  {
    name: "a lambda image of two platforms",
    text: "defaults:\n  platforms: [linux/amd64, linux/arm64]\nimages:\n  app:\n    context: .\n    runtime: lambda\n",
    message:
      'ml-images.yml:2:14 defaults.platforms: expected one platform for an image with "runtime: lambda" (AWS Lambda takes no multi-platform image), found linux/amd64, linux/arm64',
  },
  {
    name: "args as a list",
    text: "images:\n  app:\n    context: .\n    args:\n      - A=1\n",
    message:
      "ml-images.yml:5:7 images.app.args: expected a map from build args to their values, found a list",
  },
  {
    name: "an arg that is a list",
    text: "images:\n  app:\n    context: .\n    args:\n      TORCH: [1, 2]\n",
    message:
      "ml-images.yml:5:14 images.app.args.TORCH: expected a string, a number, a boolean, or nothing, found a list",
  },
  {
    name: "an arg with a bad name",
    text: 'images:\n  app:\n    context: .\n    args:\n      "TORCH VERSION": 1\n',
    message:
      'ml-images.yml:5:7 images.app.args["TORCH VERSION"]: expected the name of a build arg, found "TORCH VERSION"',
  },
  {
    name: "a secret without id",
    text: 'images:\n  app:\n    context: .\n    secrets: ["env=HF_TOKEN"]\n',
    message:
      'ml-images.yml:4:15 images.app.secrets[0]: expected a secret such as id=hf_token,env=HF_TOKEN, found "env=HF_TOKEN": it has no "id"',
  },
  {
    name: "a bare secret",
    text: "images:\n  app:\n    context: .\n    secrets: [HF_TOKEN]\n",
    message:
      'ml-images.yml:4:15 images.app.secrets[0]: expected a secret such as id=hf_token,env=HF_TOKEN, found "HF_TOKEN": "HF_TOKEN" has no "="',
  },
  {
    name: "a secret with an unknown key",
    text: 'images:\n  app:\n    context: .\n    secrets: ["id=a,file=b"]\n',
    message:
      'ml-images.yml:4:15 images.app.secrets[0]: expected a secret such as id=hf_token,env=HF_TOKEN, found "id=a,file=b": it has the unknown key "file" (known: id, env, src, type)',
  },
  {
    name: "a secret from two places",
    text: 'images:\n  app:\n    context: .\n    secrets: ["id=a,env=A,src=b"]\n',
    message:
      'ml-images.yml:4:15 images.app.secrets[0]: expected a secret such as id=hf_token,env=HF_TOKEN, found "id=a,env=A,src=b": it has both "env" and "src"',
  },
  {
    name: "a repository with its host",
    text: "images:\n  app:\n    context: .\n    repositories: [123456789012.dkr.ecr.eu-west-1.amazonaws.com/app]\n",
    message:
      'ml-images.yml:4:20 images.app.repositories[0]: expected a repository below the registry such as team/chord-detector, without host and tag, found "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app"',
  },
  {
    name: "a repository with a tag",
    text: 'images:\n  app:\n    context: .\n    repositories: ["app:latest"]\n',
    message:
      'ml-images.yml:4:20 images.app.repositories[0]: expected a repository below the registry such as team/chord-detector, without host and tag, found "app:latest"',
  },
  {
    name: "a repository with capitals",
    text: "images:\n  app:\n    context: .\n    repositories: [App]\n",
    message:
      'ml-images.yml:4:20 images.app.repositories[0]: expected a repository below the registry such as team/chord-detector, without host and tag, found "App"',
  },
  {
    name: "one repository twice in an image",
    text: "images:\n  app:\n    context: .\n    repositories: [app, app]\n",
    message: "ml-images.yml:4:25 images.app.repositories[1]: stands there twice; remove one of them",
  },
  {
    name: "one repository of two images",
    text: "images:\n  app:\n    context: app\n    repositories: [web]\n  web:\n    context: web\n",
    message:
      'ml-images.yml:6:5 images.web.repositories[0]: the repository "web" belongs to the image "app" too, and they are different builds; give each image a repository of its own, or tags that tell them apart',
  },
  {
    name: "one tag of two images in one repository",
    text: "images:\n  cpu:\n    context: cpu\n    repositories: [app]\n    tags: [latest, cpu]\n  gpu:\n    context: gpu\n    repositories: [app]\n    tags: [latest, gpu]\n",
    message:
      'ml-images.yml:8:20 images.gpu.repositories[0]: the repository "app" belongs to the image "cpu" too, and both would move its tag "latest"; give each image tags or a repository of its own',
  },
  {
    name: "a parameter with a dash",
    text: "images:\n  app:\n    context: .\n    parameter: App-Image\n",
    message:
      'ml-images.yml:4:16 images.app.parameter: expected the name of a CloudFormation parameter (letters and digits only), found "App-Image"',
  },
  {
    name: "one parameter of two images",
    text: "images:\n  app:\n    context: app\n    parameter: ImageUri\n  web:\n    context: web\n    parameter: ImageUri\n",
    message:
      'ml-images.yml:7:16 images.web.parameter: expected a parameter of its own, found "ImageUri", which the image "app" has already',
  },
  {
    name: "a tag with a colon",
    text: 'images:\n  app:\n    context: .\n    tags: ["app:latest"]\n',
    message:
      'ml-images.yml:4:12 images.app.tags[0]: expected a tag such as latest (letters, digits, ".", "_", "-"; not src-…, which this tool sets itself), found "app:latest"',
  },
  {
    name: "a tag that is ours",
    text: "images:\n  app:\n    context: .\n    tags: [src-0123]\n",
    message:
      'ml-images.yml:4:12 images.app.tags[0]: expected a tag such as latest (letters, digits, ".", "_", "-"; not src-…, which this tool sets itself), found "src-0123"',
  },
  {
    name: "a tag that YAML takes for a number",
    text: "images:\n  app:\n    context: .\n    tags: [1.10]\n",
    message:
      'ml-images.yml:4:12 images.app.tags[0]: expected a tag such as latest (letters, digits, ".", "_", "-"; not src-…, which this tool sets itself), found the number 1.10; put it in quotes: "1.10"',
  },
  {
    name: "a time limit of nothing",
    text: "images:\n  app:\n    context: .\n    timeout-minutes: 0\n",
    message:
      "ml-images.yml:4:22 images.app.timeout-minutes: expected minutes greater than 0, at most 7200 (5 days, when GitHub ends any job), found the number 0",
  },
  {
    name: "a time limit with a unit",
    text: "images:\n  app:\n    context: .\n    timeout-minutes: 90m\n",
    message:
      'ml-images.yml:4:22 images.app.timeout-minutes: expected minutes greater than 0, at most 7200 (5 days, when GitHub ends any job), found "90m"',
  },
  {
    name: "an unknown link",
    text: "images:\n  app:\n    context: .\n    link: on\n",
    message: 'ml-images.yml:4:11 images.app.link: expected "auto" or "off", found "on"',
  },
  {
    name: "a budget with a unit",
    text: "images:\n  app:\n    context: .\n    budget: { size-mb: 7 GB }\n",
    message: 'ml-images.yml:4:24 images.app.budget.size-mb: expected megabytes greater than 0, found "7 GB"',
  },
  {
    name: "a budget with a mistyped key",
    text: "images:\n  app:\n    context: .\n    budget: { size: 7000 }\n",
    message: 'ml-images.yml:4:15 images.app.budget.size: unknown key; did you mean "size-mb"?',
  },
  {
    name: "a key twice in an image",
    text: "images:\n  app:\n    context: a\n    context: b\n",
    message: 'ml-images.yml:4:5 the key "context" stands twice in this map; remove one of them',
  },
  {
    name: "a name twice",
    text: "images:\n  app:\n    context: a\n  app:\n    context: b\n",
    message: 'ml-images.yml:4:3 the key "app" stands twice in this map; remove one of them',
  },
  {
    name: "a tab",
    text: "images:\n\tapp:\n\t\tcontext: .\n",
    message:
      "ml-images.yml:2:1 a tab is used for indentation; YAML allows only spaces there\nml-images.yml:3:1 a tab is used for indentation; YAML allows only spaces there",
  },
  {
    name: "an open bracket",
    text: "images:\n  app:\n    context: .\n    platforms: [linux/amd64\n",
    message:
      "ml-images.yml:5:1 the indentation does not fit the lines above it (Flow sequence in block collection must be sufficiently indented and end with a ])",
  },
  {
    name: "an indentation between two levels",
    text: "images:\n  app:\n      context: .\n    target: x\n",
    message:
      "ml-images.yml:4:1 the indentation does not fit the lines above it (All mapping items must start at the same column)",
  },
  {
    name: "two documents",
    text: "images:\n  app:\n    context: .\n---\nimages: {}\n",
    message: 'ml-images.yml:4:1 a second YAML document begins here ("---"); the images file is a single one',
  },
  {
    name: "an alias without anchor",
    text: "images:\n  app: *base\n",
    message: "ml-images.yml: Unresolved alias (the anchor must be set before the alias): base",
  },
];
