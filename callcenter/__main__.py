"""`python -m callcenter` and the `callcenter` command."""


def main() -> None:
    from callcenter.cli import run

    run()


if __name__ == "__main__":
    main()
