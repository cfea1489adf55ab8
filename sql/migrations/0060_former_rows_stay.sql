-- What was known then is written by a trigger and never changed: like all that is append-only, it cannot be even by mistake.
revoke update, delete on tillit.former_row from tillit_app;
