-- How a rule is told: 'code|argument0|argument1', a code of the service's own list of violations, which has the sentence in
-- each language. Constraints carry it as their comment, triggers give it as the DETAIL of their refusal (a line each).

-- Refuses a row that breaks a rule, naming constraint and column as a plain constraint would.
create or replace function tillit.refuse(tab text, col text, rule text, message text, state text default '23514', detail text default null)
returns void language plpgsql as $$
begin
    raise exception using errcode = state, message = coalesce(message, detail, rule), schema = 'tillit', table = tab, column = col,
                          constraint = tab || '_' || col || '_' || rule, detail = coalesce(detail, '');
end
$$;

-- The same by a code and its arguments.
create or replace function tillit.refuse_as(tab text, col text, code text, argument0 text default '', argument1 text default '',
                                 state text default '23514')
returns void language sql as $$
    select tillit.refuse(tab, col, code, null, state,
                         concat_ws('|', code, translate(argument0, E'|\n', '/ '), translate(argument1, E'|\n', '/ ')));
$$;

grant execute on function tillit.refuse(text, text, text, text, text, text),
    tillit.refuse_as(text, text, text, text, text, text) to tillit_app;
