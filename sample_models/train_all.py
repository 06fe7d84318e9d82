"""Train all sample models, each in a fresh process: ``python sample_models/train_all.py``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Run every ``train.py``; stop at the first that fails."""
    for script in sorted(Path(__file__).parent.glob("*/train.py")):
        subprocess.run([sys.executable, str(script)], check=True)


if __name__ == "__main__":
    main()
