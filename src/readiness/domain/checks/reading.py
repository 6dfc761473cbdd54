"""The rules by which a file is read, for the documentation: the reader and the loader find what breaks them.

An error of these kinds stops the checks: they need a definition to look at.
"""

from __future__ import annotations

from readiness.domain.checks.rule import Rule


def _rule(code: str, title: str, rule: str, why: str, fix: str) -> Rule:
    return Rule(code=code, level="error", title=title, rule=rule, why=why, fix=fix)


READING = (
    _rule(
        "RD001", "File that cannot be read",
        "A launch file is an ordinary file of at most 2 MB of UTF-8 text that says something.",
        "A missing, empty, binary or huge file is told in one line, with the line of the first byte that is not text. "
        "A byte-order mark is tolerated; UTF-16 and control characters are not.",
        "Save it as UTF-8; move large parts into includes.",
    ),
    _rule(
        "RD002", "Not YAML",
        "The file is one YAML document.",
        "YAML 1.2 is read: `yes`, `no`, `on` and `off` are text, dates are text until a field wants a date, `0o17` is "
        "octal, `1:30` and `1_000` are text.",
        "Look at the place named and the line above it: indentation, an unclosed quote, a colon inside a text "
        "without quotes.",
    ),
    _rule(
        "RD003", "Key that stands twice",
        "A key stands once in its mapping, over all files of the launch.",
        "Most YAML readers silently keep the last; the first entry would be gone without a word.",
        "Rename one or join them.",
    ),
    _rule(
        "RD004", "Unknown key",
        "Only the keys of the section are used.",
        "A misspelt key is ignored by most tools, and what it meant to say is lost. The nearest known one is "
        "suggested.",
        "Correct the spelling; `readiness docs launch-file` lists every key.",
    ),
    _rule(
        "RD005", "Something is missing",
        "Everything required is there, and what must not be empty is not.",
        "A default would be a guess about your launch.",
        "Add what the message names.",
    ),
    _rule(
        "RD006", "Wrong sort of value",
        "A value is of the sort its field wants: text, number, list, mapping, true or false, a mail address.",
        "`version: 10.10` is the number 10.1; a version is text, and quotes keep it.",
        "Put text that looks like a number in quotes; write a list with dashes or brackets.",
    ),
    _rule(
        "RD007", "Out of range",
        "A number lies in the range of its field.",
        "A pass mark of 80 means 8,000 %.",
        "Shares are written 0 to 1.",
    ),
    _rule(
        "RD008", "Not one of the choices",
        "A value with a fixed vocabulary is one of it.",
        "Kinds, parts, standings, functions and stages are compared and counted; a variant would be left out.",
        "Take the suggestion, or one of the names listed.",
    ),
    _rule(
        "RD009", "Not a key",
        "Keys are 1 to 64 lower-case letters, digits and inner hyphens, and the launch's key is its folder's name.",
        "Keys appear in commands, file names and addresses.",
        "Rename the entry or the folder.",
    ),
    _rule(
        "RD010", "Reference to nothing",
        "Every reference names an entry that exists, in the section it refers to; a claim is `section.key`.",
        "A dangling reference would surface later as an empty line in a material.",
        "Correct the key; the nearest one is suggested.",
    ),
    _rule(
        "RD012", "Not a date",
        "Dates are written YYYY-MM-DD and exist.",
        "3/4/2018 is two different days in two countries.",
        "Write 2018-03-22.",
    ),
    _rule(
        "RD013", "File that lies elsewhere, or include that cannot be followed",
        "`launch.yaml` and its folder are no links to elsewhere; `include` lists files inside the launch's folder, "
        "each once and without circles, that hold whole sections.",
        "A launch is complete in its folder: what lies outside it is not reviewed, versioned or sent along with it.",
        "Move the file into the folder; keep `key`, `tier`, `launch_on` and the like in launch.yaml itself.",
    ),
    _rule(
        "RD014", "YAML that is not used here",
        "No tags, merge keys, infinite numbers, control characters or keys other than text; at most 64 levels and "
        "100,000 values, aliases written out.",
        "Tags can make a reader build objects, and aliases can make a small file enormous. What a person writes needs "
        "neither.",
        "Write the value out, without the tag.",
    ),
    _rule(
        "RD015", "Too much is wrong",
        "At most 500 problems are told at once.",
        "Usually one mistake, such as a wrong indentation, has many consequences.",
        "Mend the first ones and check again.",
    ),
)  # fmt: skip
