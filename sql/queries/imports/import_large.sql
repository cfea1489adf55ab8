-- Before the checks of a large import: the planner takes a file of one indicator for a few rows and would loop over all pairs.
-- No parameters. Result: none of use.
select set_config('enable_nestloop', 'off', true);
