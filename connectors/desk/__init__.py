"""The help desk's pages at `/desk`: server-rendered, one style sheet, a little JavaScript.

To add a screen:

1. Write one module here with `routes() -> list[web.RouteDef]` (paths begin with `/`, and stand below `/desk`), and add
   the module to `SCREENS` in `connectors/desk/app.py`; its place in the navigation is one line of
   `connectors/desk/navigation.py`.
2. A handler is `async def show_something(request: web.Request) -> web.StreamResponse`. Whoever is not logged in never
   reaches it, and every POST has had its CSRF token checked, both by `connectors/desk/guarding.py`, without the handler
   doing anything. `@open_to(Role.LEAD)` above it shuts volunteers out; `@public` lets everybody in (log-in, files).
3. `desk_of(request)` is what handlers are handed (engine, queue, guides …), `operator_of(request)` who asks. What an
   operator may not see is `raise web.HTTPNotFound()`, as if it were not there.
4. `await render(request, "page.html", **values)` shows a template of `templates/`, which extends `base.html`; a form in
   it has `{{ csrf }}` as its first line. `await read_form(request)` gives the fields of a POST, cleaned;
   `see_other(request, "/desk/…", said="Đã lưu.")` leads on and says so once.
5. Writes go to `bot/storage/`, each with `Audit.note(operator, "what_was_done", about)`, decisions to `bot/desk/`.
6. Test with `tests/connectors/desk/conftest.py`: `console` is the real gateway on a real database, `await
   console.enter("lan")` a logged-in client; in a browser: `tests/browser/test_desk.py`.
"""
