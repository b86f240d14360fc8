"""Separates a recording into drums, bass, vocals and the rest."""

import sys


def main(path):
    from demucs.separate import main as separate

    separate(["--name", "htdemucs", "--out", "/tmp/separated", path])


if __name__ == "__main__":
    main(sys.argv[1])
