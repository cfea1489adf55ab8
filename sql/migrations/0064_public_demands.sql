-- What an influence group demands, and the answer, may be shown to others. A small table: a look through it takes no time.
-- squawk-ignore-file adding-foreign-key-constraint, constraint-missing-not-valid

-- Only demands have an audience beyond the municipality, and only of a group that the reader sees; partners are those of its plan.
alter table tillit.feedback_item
    add audience tillit.code not null default 'internal' references tillit.list_audience (code),
    add constraint feedback_item_audience_check check (audience = 'internal' or demand is not null);
comment on constraint feedback_item_audience_check on tillit.feedback_item is 'only_when|demand ≠ null';
drop policy feedback_item_read on tillit.feedback_item;
drop policy feedback_item_write on tillit.feedback_item;
call tillit.protect('feedback_item', 'municipality', $$
    exists (select from tillit.influence_group g
            where g.code = feedback_item.influence_group
              and (feedback_item.audience = 'public'
                   or feedback_item.audience = 'partners' and (select tillit.tenant()) is not null
                      and not exists (select from tillit.plan_sharing s
                                      where s.plan = g.plan and s.municipality <> (select tillit.tenant())
                                        and s.partners <> '{}' and (select tillit.tenant()) <> all (s.partners))))$$);
