"""Text for token models: a vocabulary that a person can edit."""

from __future__ import annotations

from lstm_viz.errors import LstmVizError

MOST_TOKENS = 5_000


def read_vocabulary(text: str, *, size: int | None = None) -> tuple[str, ...]:
    """Read a vocabulary, one token per line; line 1 is token id 0.

    ``<space>`` stands for a blank, an empty line for an id without a token.

    Raises
    ------
    LstmVizError
        When a token is there twice, or there are more than the model has ids.
    """
    found = tuple(" " if line == "<space>" else line for line in text.splitlines())
    seen: dict[str, int] = {}
    for number, token in enumerate(found):
        if token and token in seen:
            raise LstmVizError(
                "Token “{token}” is there twice, with ids {seen} and {number}: keep one.",
                token=token,
                seen=seen[token],
                number=number,
            )
        seen[token] = number
    if size is not None and len(found) > size:
        raise LstmVizError(
            "The vocabulary has {count} lines, the model has {size} token ids: shorten it.",
            count=len(found),
            size=size,
        )
    return found


def tokens(text: str, vocabulary: tuple[str, ...]) -> tuple[list[int], tuple[str, ...]]:
    """Turn text into token ids: by character when all tokens are characters, else by word.

    Parameters
    ----------
    text : str
    vocabulary : tuple of str
        Token of each id; ``·`` stands for a blank where there is no blank.

    Returns
    -------
    ids : list of int
        At most 5,000; what is not in the vocabulary is left out.
    unknown : tuple of str
        What was left out, each once.

    Raises
    ------
    LstmVizError
        When nothing of the text is in the vocabulary, or it is too long.
    """
    ids = {token: number for number, token in enumerate(vocabulary) if token}
    if " " not in ids and "·" in ids:
        ids[" "] = ids["·"]
    by_character = all(len(token) == 1 for token in ids)
    parts = list(text) if by_character else text.split()
    known = [ids[part] for part in parts if part in ids]
    if not known:
        raise LstmVizError("Nothing of this text is in the vocabulary: edit one of the two.")
    if len(known) > MOST_TOKENS:
        raise LstmVizError(
            "The text has {count} tokens, at most {most} are read.",
            count=len(known),
            most=MOST_TOKENS,
        )
    return known, tuple(dict.fromkeys(part for part in parts if part not in ids))
