-- Publication, step 3: how the statements that follow are planned. $1: whether pairs may be looped over (on or off; text). What is
-- sorted and hashed of a large release needs more than the usual memory.
-- Result: none of use.
select set_config('enable_nestloop', $1, true), set_config('work_mem', '64MB', true);
