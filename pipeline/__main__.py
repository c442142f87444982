"""`python -m pipeline` is `touchstone`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
