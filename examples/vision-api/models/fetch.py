"""Downloads the models of a list ("repository commit" a line) into HF_HOME."""

import sys


def read_models(path):
    """The list's lines as (repository, commit), without comments."""
    with open(path, encoding="utf8") as lines:
        entries = [line.split("#")[0].split() for line in lines]
    return [(entry[0], entry[1]) for entry in entries if entry]


def main(path):
    from huggingface_hub import snapshot_download

    for repository, commit in read_models(path):
        print(f"{repository} at {commit}", flush=True)
        snapshot_download(repository, revision=commit)


if __name__ == "__main__":
    main(sys.argv[1])
