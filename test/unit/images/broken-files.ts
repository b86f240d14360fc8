/** Images files with one mistake each in structure, names and contexts, and the whole message that their author gets. */
export interface BrokenFile {
  readonly name: string;
  readonly text: string;
  readonly message: string;
}

export const brokenFiles: readonly BrokenFile[] = [
  {
    name: "an empty file",
    text: "",
    message: 'ml-images.yml: expected a map with the key "images", found an empty file',
  },
  {
    name: "only comments",
    text: "# images come here\n",
    message: 'ml-images.yml: expected a map with the key "images", found an empty file',
  },
  {
    name: "a list at the top",
    text: "- name: app\n  context: .\n",
    message: "ml-images.yml:1:1: expected a map with the key images, found a list",
  },
  {
    name: "a text at the top",
    text: "hello\n",
    message: 'ml-images.yml:1:1: expected a map with the key images, found "hello"',
  },
  {
    name: "no images key",
    text: "defaults:\n  platforms: [linux/amd64]\n",
    message: 'ml-images.yml:1:1: expected the key "images", found only defaults',
  },
  {
    name: "images without entries",
    text: "images: {}\n",
    message: "ml-images.yml:1:1 images: expected at least one image, found an empty map",
  },
  {
    name: "images as a list",
    text: "images:\n  - name: app\n    context: .\n",
    message: "ml-images.yml:2:3 images: expected a map from names to images, found a list",
  },
  {
    name: "images left empty",
    text: "images:\n",
    message: "ml-images.yml:1:8 images: expected a map from names to images, found nothing",
  },
  {
    name: "an unknown key at the top",
    text: "version: 2\nimages:\n  app:\n    context: .\n",
    message: "ml-images.yml:1:1 version: unknown key; expected one of $schema, defaults, images",
  },
  {
    name: "a mistyped key at the top",
    text: "image:\n  app:\n    context: .\nimages:\n  b:\n    context: .\n",
    message: 'ml-images.yml:1:1 image: unknown key; did you mean "images"?',
  },
  {
    name: "an image left empty",
    text: "images:\n  app:\n",
    message: "ml-images.yml:2:7 images.app: expected a map with at least a context, found nothing",
  },
  {
    name: "an image without context",
    text: "images:\n  app:\n    dockerfile: Dockerfile\n",
    message: 'ml-images.yml:2:3 images.app: expected the key "context", found only dockerfile',
  },
  {
    name: "an image as a text",
    text: "images:\n  app: docker/app\n",
    message: 'ml-images.yml:2:8 images.app: expected a map with at least a context, found "docker/app"',
  },
  {
    name: "a mistyped key",
    text: "images:\n  app:\n    context: .\n    platfroms: [linux/amd64]\n",
    message: 'ml-images.yml:4:5 images.app.platfroms: unknown key; did you mean "platforms"?',
  },
  {
    name: "the key of docker compose",
    text: "images:\n  app:\n    context: .\n    build-args: { A: 1 }\n",
    message: 'ml-images.yml:4:5 images.app.build-args: unknown key; did you mean "args"?',
  },
  {
    name: "a key that nothing is like",
    text: "images:\n  app:\n    context: .\n    colour: blue\n",
    message:
      "ml-images.yml:4:5 images.app.colour: unknown key; expected one of context, dockerfile, target, args, contexts, secrets, platforms, runtime, timeout-minutes, tags, link, lazy, budget, repositories, parameter",
  },
  {
    name: "a key that has no place in defaults",
    text: "defaults:\n  repositories: [a]\nimages:\n  app:\n    context: .\n",
    message:
      "ml-images.yml:2:3 defaults.repositories: unknown key; expected one of dockerfile, target, args, contexts, secrets, platforms, runtime, timeout-minutes, tags, link, lazy, budget",
  },
  {
    name: "a name with capitals",
    text: "images:\n  ChordDetector:\n    context: .\n",
    message:
      'ml-images.yml:2:3 images.ChordDetector: expected the name of an image: lower-case letters and digits, with single . _ or - between them, found "ChordDetector"',
  },
  {
    name: "a name with a slash",
    text: "images:\n  team/app:\n    context: .\n",
    message:
      'ml-images.yml:2:3 images["team/app"]: expected the name of an image: lower-case letters and digits, with single . _ or - between them, found "team/app"',
  },
  {
    name: "an absolute context",
    text: "images:\n  app:\n    context: /srv/app\n",
    message:
      'ml-images.yml:3:14 images.app.context: expected a path relative to the repository root, found the absolute path "/srv/app"',
  },
  {
    name: "an absolute context of Windows",
    text: "images:\n  app:\n    context: 'C:\\srv\\app'\n",
    message:
      'ml-images.yml:3:14 images.app.context: expected a path relative to the repository root, found the absolute path "C:\\\\srv\\\\app"',
  },
  {
    name: "a context with backslashes",
    text: "images:\n  app:\n    context: docker\\app\n",
    message:
      'ml-images.yml:3:14 images.app.context: expected a path with forward slashes, found "docker\\\\app"',
  },
  {
    name: "a context outside",
    text: "images:\n  app:\n    context: docker/../../app\n",
    message:
      'ml-images.yml:3:14 images.app.context: expected a path inside the repository, found "docker/../../app", which leaves it',
  },
  {
    name: "an empty context",
    text: 'images:\n  app:\n    context: ""\n',
    message:
      "ml-images.yml:3:14 images.app.context: expected a path relative to the repository root, such as docker/ml-base, found an empty string",
  },
  {
    name: "a context that is a list",
    text: "images:\n  app:\n    context: [a, b]\n",
    message:
      "ml-images.yml:3:14 images.app.context: expected a path relative to the repository root, such as docker/ml-base, found a list",
  },
  {
    name: "an image as main context",
    text: "images:\n  base:\n    context: base\n  app:\n    context: image:base\n",
    message:
      'ml-images.yml:5:14 images.app.context: expected a path or a git or https URL, found "image:base"; other images and references belong into "contexts"',
  },
  {
    name: "a Dockerfile outside",
    text: "images:\n  app:\n    context: app\n    dockerfile: ../../Dockerfile\n",
    message:
      'ml-images.yml:4:17 images.app.dockerfile: expected a path inside the repository, found "../../Dockerfile", which leaves it',
  },
  {
    name: "an absolute Dockerfile",
    text: "images:\n  app:\n    context: app\n    dockerfile: /Dockerfile\n",
    message:
      'ml-images.yml:4:17 images.app.dockerfile: expected a path relative to the context, found the absolute path "/Dockerfile"',
  },
  {
    name: "a context of an unknown image",
    text: "images:\n  ml-base:\n    context: base\n  app:\n    context: .\n    contexts: { base: image:ml-bse }\n",
    message:
      'ml-images.yml:6:23 images.app.contexts.base: expected the name of an image of this file, found "ml-bse"; did you mean "ml-base"?',
  },
  {
    name: "a context of an image that nothing is like",
    text: "images:\n  ml-base:\n    context: base\n  app:\n    context: .\n    contexts: { base: image:python }\n",
    message:
      'ml-images.yml:6:23 images.app.contexts.base: expected the name of an image of this file, found "python"; the images of this file are ml-base, app',
  },
  {
    name: "a context of bake",
    text: "images:\n  base:\n    context: base\n  app:\n    context: .\n    contexts:\n      base: target:base\n",
    message:
      'ml-images.yml:7:13 images.app.contexts.base: expected another image as "image:base", found "target:base"',
  },
  {
    name: "an image inside itself",
    text: "images:\n  app:\n    context: .\n    contexts:\n      base: image:app\n",
    message:
      'ml-images.yml:5:13 images.app.contexts.base: an image cannot be built from itself, found "image:app"',
  },
  {
    name: "a named context outside",
    text: "images:\n  app:\n    context: .\n    contexts:\n      shared: ../shared\n",
    message:
      'ml-images.yml:5:15 images.app.contexts.shared: expected a path inside the repository, found "../shared", which leaves it',
  },
  {
    name: "a context with capitals",
    text: "images:\n  base:\n    context: base\n  app:\n    context: .\n    contexts:\n      baseImage: image:base\n",
    message:
      'ml-images.yml:7:7 images.app.contexts.baseImage: expected the name of a context: a lower-case name, or an image reference such as python:3.11, found "baseImage"',
  },
];
