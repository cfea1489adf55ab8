-- Lists of what analyses and calculations say of their results, so that every code has its words.
do $$
declare
    name text;
begin
    foreach name in array array['warning', 'reason', 'method', 'p_method', 'trend_class', 'target_status', 'goal_status', 'benchmark_band',
                                'gap_direction', 'gap_type', 'pool_scope', 'reach_rule', 'class_rule', 'confounder']
    loop
        execute format('create table tillit.%I partition of tillit.reference_code (unique (code)) for values in (%L)', 'list_' || name, name);
        execute format('grant select on tillit.%I to tillit_app', 'list_' || name);
    end loop;
end
$$;

-- Why a goal counts as achieved though its figures say otherwise. Former rows have none.
alter table tillit.goal add state_reason text;

-- The month that a version's housing retention is about, so that a life table alone tells its figure; null where nobody has said.
alter table tillit.indicator_version add horizon_months int;
alter table tillit.indicator_version
-- squawk-ignore constraint-missing-not-valid
    add constraint indicator_version_horizon_months_check check (horizon_months is null or horizon_months between 1 and 1200 and statistic = 'kaplan_meier');
comment on constraint indicator_version_horizon_months_check on tillit.indicator_version is 'only_when|statistic = kaplan_meier';
