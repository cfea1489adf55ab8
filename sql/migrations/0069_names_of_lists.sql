-- The list of the lists themselves: what each holds.
create table tillit.list_reference_list partition of tillit.reference_code (unique (code)) for values in ('reference_list');
grant select on tillit.list_reference_list to tillit_app;
