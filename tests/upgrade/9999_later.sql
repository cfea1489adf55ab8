-- A migration as they will come, for the tests only: a table with all that a table may have, a column, and a view that goes with
-- all that stands on it.

create table tillit.later (
    code         tillit.code primary key check (tillit.is_code(code)),
    municipality tillit.code not null references tillit.municipality,
    title        text not null check (title <> ''),
    weight       int not null default 1,
    plans        text[] not null default '{}',
    constraint later_weight_check check (weight > 0)
);
call tillit.make_resource('later');
comment on constraint later_weight_check on tillit.later is 'more_than|0';
call tillit.make_code_list('later', 'plans', 'plan');
create index later_municipality_idx on tillit.later (municipality);
call tillit.protect('later', 'municipality', 'exists (select from tillit.plan p where p.code = any (later.plans))');

alter table tillit.municipality add later text;

-- On a new database it is not there yet.
drop view if exists tillit.delivery cascade;
