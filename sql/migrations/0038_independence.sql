-- Who evaluates declares how independent he is of what is evaluated.
-- A small table: a look through it takes no time.
-- squawk-ignore-file constraint-missing-not-valid
alter table tillit.evaluation
    add declared_by text,
    add declared_on date,
    add declaration text,
    add interests text,
    add constraint evaluation_declaration_check check (num_nonnulls(declared_by, declared_on, declaration) in (0, 3)),
    add constraint evaluation_interests_check check (interests is null or declaration is not null);
comment on constraint evaluation_declaration_check on tillit.evaluation is 'all_or_none|declared_by, declared_on, declaration';
comment on constraint evaluation_interests_check on tillit.evaluation is 'only_when|declaration ≠ null';
