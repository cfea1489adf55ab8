-- What an influence group demands, and the answer, may be shown to others; a municipality's own measures need no more languages
-- than it has. Small tables: a look through them takes no time.
-- What may be absent now was always read as absent: labels fall back, and `lang=all` tells null (api.md 2).
-- squawk-ignore-file adding-foreign-key-constraint, constraint-missing-not-valid, ban-drop-not-null

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

-- What everybody uses is named in all languages, what a municipality keeps for itself in one at least (api.md 2).
alter table tillit.focus_area
    alter name_sv drop not null, alter name_da drop not null, alter name_en drop not null,
    add constraint focus_area_name_check
        check (num_nonnulls(name_sv, name_da, name_en) >= case when owner = 'shared' then 3 else 1 end);
alter table tillit.indicator
    alter name_sv drop not null, alter name_da drop not null, alter name_en drop not null,
    add constraint indicator_name_check
        check (num_nonnulls(name_sv, name_da, name_en) >= case when owner = 'shared' then 3 else 1 end);
alter table tillit.indicator_version
    alter definition_sv drop not null, alter definition_da drop not null, alter definition_en drop not null,
    add constraint indicator_version_definition_check
        check (num_nonnulls(definition_sv, definition_da, definition_en) >= case when owner = 'shared' then 3 else 1 end);
comment on constraint focus_area_name_check on tillit.focus_area is 'languages';
comment on constraint indicator_name_check on tillit.indicator is 'languages';
comment on constraint indicator_version_definition_check on tillit.indicator_version is 'languages';
