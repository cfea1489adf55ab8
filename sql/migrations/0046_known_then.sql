-- What plans, goals, targets, actions and milestones were before they were changed: as_of asks for it. Kept from here on. No
-- foreign keys: what was known then outlives what is known now. To erase what must not be kept, delete rows here.
create table tillit.former_row (
    relation     tillit.code not null, -- target, plan, goal, action or milestone
    code         tillit.code not null,
    municipality tillit.code not null,
    plan         tillit.code, -- of a target the public one that it served; null: none
    was_public   boolean not null, -- whether everybody could read it up to the change
    known_from   timestamptz not null,
    known_until  timestamptz not null,
    content      jsonb not null,
    primary key (relation, code, known_from)
);
create index former_row_known_until_idx on tillit.former_row (relation, known_until);
create index former_row_plan_idx on tillit.former_row (plan);
-- Others read what they could read then, of plans that they may read today: an audience that was widened later does not open
-- what was internal before, and one that was narrowed closes what was public.
call tillit.protect('former_row', 'municipality', 'was_public and exists (select from tillit.plan p where p.code = former_row.plan)');
