-- Steps of a case, and what an evaluation is of: actions, methods of involvement, the step. Rows without them are as before.
create table tillit.list_case_step partition of tillit.reference_code (unique (code)) for values in ('case_step');
grant select on tillit.list_case_step to tillit_app;

-- squawk-ignore adding-foreign-key-constraint
alter table tillit.action add case_step tillit.code references tillit.list_case_step (code);
-- squawk-ignore adding-foreign-key-constraint
alter table tillit.dialogue add case_step tillit.code references tillit.list_case_step (code);
-- squawk-ignore adding-foreign-key-constraint
alter table tillit.feedback_item add case_step tillit.code references tillit.list_case_step (code);
-- squawk-ignore adding-foreign-key-constraint
alter table tillit.red_tape_item add case_step tillit.code references tillit.list_case_step (code);
-- squawk-ignore adding-foreign-key-constraint
alter table tillit.evaluation
    add actions             text[] not null default '{}',
    add involvement_methods text[] not null default '{}',
-- squawk-ignore adding-foreign-key-constraint
    add case_step           tillit.code references tillit.list_case_step (code);
call tillit.make_code_list('evaluation', 'actions', 'action');
call tillit.make_code_list('evaluation', 'involvement_methods', 'list_involvement_method');
