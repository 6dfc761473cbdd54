"""The door for people with a browser, and for programs: pages under `/`, JSON under `/api/v1`.

Each route parses what came, declares its permission, calls one action or report, and shows the result. Rules and
storage live below; HTTP statuses live in `errors` only.
"""
