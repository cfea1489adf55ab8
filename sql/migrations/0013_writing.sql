-- What safe writing needs of the database: rules that can be asked and that say in codes what is wrong, who refers to a row,
-- answers kept for retries.

-- ------------------------------------------------------------------------------------------------------ rules in words
-- A rule is told as 'code|argument0|argument1', a code of the service's own list of violations, which has the sentence in
-- each language. Constraints carry it as their comment, triggers give it as the DETAIL of their refusal (a line each).

drop function tillit.refuse(text, text, text, text, text);
-- Refuses a row that breaks a rule, naming constraint and column as a plain constraint would.
create function tillit.refuse(tab text, col text, rule text, message text, state text default '23514', detail text default null)
returns void language plpgsql as $$
begin
    raise exception using errcode = state, message = coalesce(message, detail, rule), schema = 'tillit', table = tab, column = col,
                          constraint = tab || '_' || col || '_' || rule, detail = coalesce(detail, '');
end
$$;

-- The same by a code and its arguments.
create function tillit.refuse_as(tab text, col text, code text, argument0 text default '', argument1 text default '',
                                 state text default '23514')
returns void language sql as $$
    select tillit.refuse(tab, col, code, null, state,
                         concat_ws('|', code, translate(argument0, E'|\n', '/ '), translate(argument1, E'|\n', '/ ')));
$$;

do $$
declare
    rule record;
begin
    for rule in
        select c.conrelid::regclass as tab, c.conname,
               coalesce(w.words, case when pg_get_constraintdef(c.oid) like '%is_code(%' then 'not_a_code'
                                      when pg_get_constraintdef(c.oid) like '%is_uuid7(%' then 'not_a_uuid'
                                      when pg_get_constraintdef(c.oid) like '% <> ''''::text))' then 'empty' end) as words
        from pg_catalog.pg_constraint c
        join pg_catalog.pg_class r on r.oid = c.conrelid
        left join (values
        ('action', 'end_date', 'not_before|start_date'),
        ('action', 'progress', 'out_of_range|0|1'),
        ('action', 'progress_source', 'must_be|manual|progress'),
        ('action', 'state', 'must_be|progress = 1|state = done'),
        ('action', 'weight', 'more_than|0'),
        ('api_key', 'evaluation', 'exactly_when|role = evaluator'),
        ('api_key', 'hash', 'must_be|SHA-256'),
        ('api_key', 'municipality', 'exactly_when|role = reader, editor, publisher, admin'),
        ('area', 'owner', 'must_be|shared|area_type = country, region, peer_group'),
        ('area', 'population', 'at_least|0'),
        ('area', 'valid_to', 'not_before|valid_from'),
        ('audit_event', 'status', 'out_of_range|100|599'),
        ('chain_assessment', 'n_experienced', 'out_of_range|0|n_respondents'),
        ('chain_assessment', 'n_known', 'out_of_range|0|n_respondents'),
        ('chain_assessment', 'n_practised', 'out_of_range|0|n_respondents'),
        ('chain_assessment', 'n_respondents', 'at_least|0'),
        ('chain_assessment', 'n_stated', 'out_of_range|0|n_respondents'),
        ('dialogue', 'participants', 'at_least|0'),
        ('document_review', 'counteracting_rule', 'only_when|verdict = counteracts'),
        ('document_review', 'decided_on', 'exactly_when|decision ≠ null|reviewed_on'),
        ('document_review', 'done_on', 'not_before|decided_on'),
        ('evaluation', 'after_period', 'later_than|before_period'),
        ('evaluation', 'alpha', 'out_of_range|0|1'),
        ('evaluation', 'before_period', 'not_a_period'),
        ('evaluation', 'min_effect', 'more_than|0'),
        ('evaluation', 'preregistered_at', 'needed_when|state ≠ designed'),
        ('feedback_item', 'answered_on', 'exactly_when|state = answered, closed|received_on'),
        ('feedback_item', 'outcome', 'only_when|answered_on ≠ null'),
        ('focus_area', 'owner', 'begins_with|owner'),
        ('focus_area', 'sort', 'more_than|0'),
        ('follow_up', 'manual_reason', 'needed_when|status_manual ≠ null'),
        ('follow_up', 'next_review', 'later_than|as_of'),
        ('follow_up', 'plan', 'one_of|plan, goal, action'),
        ('idea', 'adoptions', 'wrong_type|[{municipality, adopted_on}]'),
        ('idea', 'archive_reason', 'exactly_when|state = archived'),
        ('indicator', 'decimals', 'must_be|1 (pct, index_0_100), 0 (count, days), 3 (score_…)'),
        ('indicator', 'external_ids', 'wrong_type|[{system, id}]'),
        ('indicator', 'goalpost_high', 'more_than|goalpost_low'),
        ('indicator', 'owner', 'begins_with|owner'),
        ('indicator', 'publication_lag_months', 'out_of_range|0|120'),
        ('indicator', 'trust_form', 'needed_when|kind = trust, mistrust'),
        ('indicator', 'trustee', 'needed_when|kind = trust, mistrust'),
        ('indicator', 'trusters', 'needed_when|kind = trust, mistrust'),
        ('indicator', 'unit', 'must_not_be|sek, dkk'),
        ('indicator_version', 'banding', 'must_be|som3, oecd (rs_0_10), good4 (rs_4_good), agree5 (rs_5_agree)'),
        ('indicator_version', 'code', 'must_be|<indicator>-v<version>'),
        ('indicator_version', 'components', 'exactly_when|statistic = index, weight > 0'),
        ('indicator_version', 'exit_rule_sv', 'exactly_when|statistic = kaplan_meier'),
        ('indicator_version', 'items', 'more_than|0'),
        ('indicator_version', 'scale', 'needed_when|statistic = mean'),
        ('indicator_version', 'success_options', 'outside|scale|≥ 1 (statistic = share)'),
        ('indicator_version', 'version', 'more_than|0'),
        ('life_table_row', 'at_risk', 'at_least|exits + censored'),
        ('life_table_row', 'censored', 'at_least|0'),
        ('life_table_row', 'exits', 'at_least|0'),
        ('life_table_row', 'month', 'more_than|0'),
        ('milestone', 'met_on', 'exactly_when|state = met'),
        ('milestone', 'weight', 'more_than|0'),
        ('municipality', 'code', 'must_be|se-0123, dk-101'),
        ('municipality', 'country', 'must_be|SE (se-…), DK (dk-…)'),
        ('municipality', 'default_lang', 'must_be|sv, da, en'),
        ('municipality', 'external_ids', 'wrong_type|[{system, id}]'),
        ('observation', 'period', 'not_a_period'),
        ('observation_revision', 'ci_high', 'interval_order|ci_low'),
        ('observation_revision', 'ci_level', 'out_of_range|0|1'),
        ('observation_revision', 'ci_method', 'unknown_code||wilson, student_t, normal, log_log, given, census, none'),
        ('observation_revision', 'conf_status', 'unknown_code||F, N, C, E'),
        ('observation_revision', 'deff', 'more_than|0'),
        ('observation_revision', 'moe95', 'at_least|0'),
        ('observation_revision', 'n_eff', 'at_least|0'),
        ('observation_revision', 'n_invited', 'at_least|0'),
        ('observation_revision', 'n_missing', 'at_least|0'),
        ('observation_revision', 'n_valid', 'at_most|n_invited|population_size'),
        ('observation_revision', 'obs_status', 'unknown_code||A, B, D, E, F, G, I, P, U, V, O, M, L, Q, N, K, W'),
        ('observation_revision', 'population_size', 'at_least|0'),
        ('observation_revision', 'reason', 'revision_reason'),
        ('observation_revision', 'revision', 'more_than|0'),
        ('observation_revision', 'sd', 'at_least|0'),
        ('observation_revision', 'se', 'at_least|0'),
        ('observation_revision', 'state', 'unknown_code||draft, submitted, validated'),
        ('observation_revision', 'superseded_at', 'later_than|recorded_at'),
        ('observation_revision', 'value', 'status_mismatch|–'),
        ('observation_revision', 'x', 'x_above_n'),
        ('org_unit', 'headcount', 'at_least|0'),
        ('paired_table', 'correlation', 'out_of_range|-1|1'),
        ('paired_table', 'mean_before', 'all_or_none|mean_before, sd_before, mean_after, sd_after'),
        ('paired_table', 'n_after_only', 'at_least|0'),
        ('paired_table', 'n_before_only', 'at_least|0'),
        ('paired_table', 'n_pairs', 'must_be|≥ 0|mean_before, yes_yes'),
        ('paired_table', 'no_no', 'at_least|0'),
        ('paired_table', 'no_yes', 'at_least|0'),
        ('paired_table', 'sd_after', 'at_least|0'),
        ('paired_table', 'sd_before', 'at_least|0'),
        ('paired_table', 'yes_no', 'at_least|0'),
        ('paired_table', 'yes_yes', 'must_be|yes_yes + yes_no + no_yes + no_no = n_pairs'),
        ('peer_group', 'members', 'wrong_type|[{municipality, valid_from, valid_to}]'),
        ('pilot', 'decision', 'must_be|scale, adjust, stop'),
        ('pilot', 'end_date', 'later_than|start_date'),
        ('plan', 'end_date', 'later_than|start_date'),
        ('plan', 'external_ids', 'wrong_type|[{system, id}]'),
        ('plan', 'funding_mult', 'out_of_range|0|12'),
        ('plan', 'funding_unit', 'all_or_none|funding_value, funding_unit (sek, dkk), funding_mult'),
        ('plan', 'funding_value', 'at_least|0'),
        ('process_assessment', 'mean', 'out_of_range|1|5'),
        ('process_assessment', 'n', 'more_than|0'),
        ('process_assessment', 'sd', 'at_least|0'),
        ('process_assessment', 'trustee', 'same_as|truster'),
        ('published_cell', 'conf_status', 'must_be|F, C'),
        ('published_cell', 'n_valid', 'must_be|null|conf_status = C'),
        ('published_cell', 'obs_status', 'must_be|Q|conf_status = C'),
        ('published_cell', 'replaced_at', 'not_before|published_at'),
        ('published_cell', 'retracted_at', 'not_before|published_at'),
        ('published_cell', 'value', 'status_mismatch|–'),
        ('red_tape_item', 'hours_per_month', 'at_least|0'),
        ('reference_code', 'sort', 'more_than|0'),
        ('reference_code', 'valid_to', 'not_before|valid_from'),
        ('release', 'published_at', 'exactly_when|state = published, withdrawn'),
        ('release_cell', 'conf_status', 'must_be|F, A, D, N'),
        ('release_cell', 'hidden_reason', 'exactly_when|conf_status ≠ F'),
        ('release_cell', 'n_display', 'must_be|12, <5'),
        ('response_count', 'count', 'at_least|0'),
        ('risk', 'consequence', 'out_of_range|1|5'),
        ('risk', 'probability', 'out_of_range|1|5'),
        ('sdc_rule', 'k_base', 'at_least|5'),
        ('sdc_rule', 'k_by_group', 'not_an_object'),
        ('sdc_rule', 'k_count', 'at_least|5'),
        ('sdc_rule', 'k_reliable', 'more_than|0'),
        ('sdc_rule', 'rounding_base', 'more_than|1'),
        ('source', 'url', 'not_a_url'),
        ('steering_document', 'external_ids', 'wrong_type|[{system, id}]'),
        ('survey_wave', 'fieldwork_end', 'not_before|fieldwork_start'),
        ('survey_wave', 'frame_size', 'at_least|0'),
        ('survey_wave', 'n_invited', 'out_of_range|0|frame_size'),
        ('survey_wave', 'n_responded', 'out_of_range|0|n_invited'),
        ('target', 'baseline_period', 'not_a_period'),
        ('target', 'baseline_revision', 'more_than|0'),
        ('target', 'target', 'one_of|target|target_low + target_high'),
        ('target', 'target_date', 'later_than|baseline_period'),
        ('target', 'target_high', 'at_least|target_low'),
        ('two_item_table', 'harm_indicator', 'same_as|indicator'),
        ('two_item_table', 'period', 'not_a_period'),
        ('two_item_table', 'trust_no_harm_no', 'at_least|0'),
        ('two_item_table', 'trust_no_harm_yes', 'at_least|0'),
        ('two_item_table', 'trust_yes_harm_no', 'at_least|0'),
        ('two_item_table', 'trust_yes_harm_yes', 'at_least|0')
        ) as w (tab, col, words) on r.relname = w.tab and c.conname = w.tab || '_' || w.col || '_check'
        where c.contype = 'c' and c.connamespace = 'tillit'::regnamespace and c.coninhcount = 0
          and obj_description(c.oid, 'pg_constraint') is null
    loop
        execute format('comment on constraint %I on %s is %L', rule.conname, rule.tab, rule.words);
    end loop;
end
$$;

create or replace function tillit.check_codes() returns trigger language plpgsql as $$
declare
    wanted constant jsonb := to_jsonb(new) -> tg_argv[0];
    missing text;
begin
    if wanted is null or jsonb_typeof(wanted) <> 'array' then
        return null;
    end if;
    execute format('select e from (select case when $2 is null then j #>> ''{}'' else j ->> $2 end as e '
                   'from jsonb_array_elements($1) as j) as elements '
                   'where not exists (select from tillit.%I where code = e) limit 1', tg_argv[1])
        into missing using wanted, tg_argv[2];
    if missing is not null then
        perform tillit.refuse_as(tg_table_name, tg_argv[0], 'unknown_code', missing, '', '23503');
    end if;
    return null;
end
$$;

create or replace function tillit.inherit() returns trigger language plpgsql as $$
declare
    parent jsonb;
    mine constant jsonb := to_jsonb(new);
begin
    if mine ->> tg_argv[0] is null then
        return new;
    end if;
    execute format('select to_jsonb(p) from tillit.%I p where code = $1', tg_argv[1]) into parent using mine ->> tg_argv[0];
    if parent is null then
        perform tillit.refuse_as(tg_table_name, tg_argv[0], 'unknown_code', mine ->> tg_argv[0], '', '23503');
    end if;
    return jsonb_populate_record(new, (select jsonb_object_agg(c, coalesce(nullif(mine -> c, 'null'), parent -> c))
                                       from unnest(tg_argv[2:]) as c));
end
$$;

create or replace function tillit.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception using errcode = '23514', message = format('rows of %s are never changed or deleted', tg_table_name),
                          schema = 'tillit', table = tg_table_name, constraint = tg_table_name || '_append_only',
                          detail = 'append_only';
end
$$;

create or replace function tillit.check_area() returns trigger language plpgsql as $$
declare
    above record;
    inside text;
begin
    if new.parent is not null then
        select a.owner into above from tillit.area a where a.code = new.parent;
        if above.owner <> new.owner and not (above.owner = 'shared' and new.area_type = 'municipality') then
            perform tillit.refuse_as('area', 'parent', 'other_owner', new.parent);
        end if;
        if exists (with recursive up (code) as (select new.parent::text
                                                union select a.parent::text from tillit.area a join up on a.code = up.code)
                   select from up where up.code = new.code) then
            perform tillit.refuse_as('area', 'parent', 'cycle');
        end if;
    end if;
    if tg_op = 'UPDATE' then
        select c.code into inside from tillit.area c
            where c.parent = new.code and c.owner <> new.owner and not (new.owner = 'shared' and c.area_type = 'municipality') limit 1;
        if found then
            perform tillit.refuse_as('area', 'owner', 'other_owner', inside);
        end if;
    end if;
    return null;
end
$$;

create or replace function tillit.check_target() returns trigger language plpgsql as $$
declare
    i record;
begin
    select direction, decimals, goalpost_low, goalpost_high into i from tillit.indicator where code = new.indicator;
    if not found then
        return new;  -- the foreign key names it
    end if;
    if i.direction = 'range' and new.target is not null then
        perform tillit.refuse_as('target', 'target_low', 'needed_when', 'direction = range');
    elsif i.direction <> 'range' and new.target is null then
        perform tillit.refuse_as('target', 'target', 'needed_when', 'direction = ' || i.direction);
    end if;
    if coalesce(new.target, new.target_low) < i.goalpost_low or coalesce(new.target, new.target_high) > i.goalpost_high then
        perform tillit.refuse_as('target', case when new.target is null then 'target_low' else 'target' end, 'out_of_range',
                                 i.goalpost_low::text, i.goalpost_high::text);
    end if;
    new.target := round(new.target, i.decimals);
    new.target_low := round(new.target_low, i.decimals);
    new.target_high := round(new.target_high, i.decimals);
    return new;
end
$$;

create or replace function tillit.check_plan_partner() returns trigger language plpgsql as $$
begin
    if not exists (select from tillit.plan_sharing s
                   where s.plan = new.plan and (s.municipality = new.municipality or new.municipality = any (s.partners))) then
        perform tillit.refuse_as(tg_table_name, 'plan', 'unknown_code', new.plan, '', '23503');
    end if;
    return null;
end
$$;

-- A foreign key sees every row, its writer does not: what he cannot see reads as unknown to him (plans: check_plan_partner).
-- Arguments: column and the table it refers to.
create function tillit.check_seen() returns trigger language plpgsql as $$
declare
    wanted constant text := to_jsonb(new) ->> tg_argv[0];
    is_seen boolean;
begin
    if wanted is null or tg_op = 'UPDATE' and to_jsonb(old) ->> tg_argv[0] is not distinct from wanted then
        return null;
    end if;
    execute format('select exists (select from tillit.%I where code = $1)', tg_argv[1]) into is_seen using wanted;
    if not is_seen then
        perform tillit.refuse_as(tg_table_name, tg_argv[0], 'unknown_code', wanted, '', '23503');
    end if;
    return null;
end
$$;
do $$
declare
    reference record;
begin
    for reference in
        select * from (values
        ('evaluation', 'plan', 'plan'),
        ('evaluation_measure', 'indicator', 'indicator'),
        ('pilot', 'evaluation', 'evaluation'),
        ('pilot', 'idea', 'idea'),
        ('target', 'indicator', 'indicator'),
        ('two_item_table', 'harm_indicator', 'indicator'),
        ('two_item_table', 'indicator', 'indicator')
        ) as r (tab, col, other)
    loop
        execute format('create constraint trigger %I after insert or update of %I on tillit.%I '
                       'for each row execute function tillit.check_seen(%L, %L)',
                       reference.col || '_seen', reference.col, reference.tab, reference.col, reference.other);
    end loop;
end
$$;

create or replace function tillit.check_action_dates() returns trigger language plpgsql as $$
declare
    outside record;
begin
    select a.code, p.code as plan, p.start_date || ' – ' || p.end_date as days,
           a.start_date < p.start_date or a.start_date > p.end_date as starts_outside into outside
        from tillit.action a join tillit.plan p on p.code = a.plan
        where case tg_table_name when 'plan' then p.code else a.code end = new.code
          and (a.start_date < p.start_date or a.end_date > p.end_date or a.start_date > p.end_date)
        limit 1;
    if found then
        if tg_table_name = 'plan' then
            perform tillit.refuse_as('plan', case when outside.starts_outside then 'start_date' else 'end_date' end,
                                     'leaves_outside', outside.code);
        end if;
        perform tillit.refuse_as('action', case when outside.starts_outside then 'start_date' else 'end_date' end,
                                 'outside', outside.plan, outside.days);
    end if;
    return null;
end
$$;

create or replace function tillit.check_milestone_dates() returns trigger language plpgsql as $$
declare
    outside record;
begin
    select m.code, a.code as action, a.start_date || ' – ' || a.end_date as days, m.due_date < a.start_date as early into outside
        from tillit.milestone m join tillit.action a on a.code = m.action
        where case tg_table_name when 'action' then a.code else m.code end = new.code
          and m.due_date not between a.start_date and a.end_date
        limit 1;
    if found then
        if tg_table_name = 'action' then
            perform tillit.refuse_as('action', case when outside.early then 'start_date' else 'end_date' end,
                                     'leaves_outside', outside.code);
        end if;
        perform tillit.refuse_as('milestone', 'due_date', 'outside', outside.action, outside.days);
    end if;
    return null;
end
$$;

create or replace function tillit.fill_follow_up() returns trigger language plpgsql as $$
begin
    new.of_plan := coalesce(new.plan, (select g.plan from tillit.goal g where g.code = new.goal),
                            (select a.plan from tillit.action a where a.code = new.action));
    if new.of_plan is null and num_nonnulls(new.plan, new.goal, new.action) = 1 then
        perform tillit.refuse_as('follow_up', case when new.goal is null then 'action' else 'goal' end, 'unknown_code',
                                 coalesce(new.goal, new.action), '', '23503');
    elsif new.of_plan is null then
        perform tillit.refuse_as('follow_up', 'plan', 'one_of', 'plan, goal, action');
    end if;
    new.municipality := coalesce(new.municipality, (select p.municipality from tillit.plan p where p.code = new.of_plan));
    if new.municipality is null then
        perform tillit.refuse_as('follow_up', 'plan', 'unknown_code', new.plan, '', '23503');
    end if;
    return new;
end
$$;

create or replace function tillit.check_evaluation() returns trigger language plpgsql as $$
begin
    if exists (select from unnest(new.pre_periods) as p
               where tillit.period_end(p) is null or tillit.period_end(p) >= tillit.period_start(new.before_period)) then
        perform tillit.refuse_as('evaluation', 'pre_periods', 'earlier_than', new.before_period);
    end if;
    return null;
end
$$;

create or replace function tillit.guard_release() returns trigger language plpgsql as $$
declare
    changed text;
begin
    select c into changed from unnest(array['owner', 'audience', 'partners', 'sdc_rule', 'published_at']) as c
        where to_jsonb(new) -> c is distinct from to_jsonb(old) -> c limit 1;
    if found then
        perform tillit.refuse_as('release', changed, 'release_published', old.code);
    end if;
    return new;
end
$$;

-- --------------------------------------------------------------------------------------------------- asking the rules

-- A row as it would be stored: what is not given has its column's default.
create function tillit.with_defaults(tab text, given jsonb) returns jsonb volatile language plpgsql as $$
declare
    col record;
    value jsonb;
    whole jsonb := given;
begin
    for col in select a.attname as name, pg_get_expr(d.adbin, d.adrelid) as expression
               from pg_catalog.pg_attribute a
               left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
               where a.attrelid = ('tillit.' || quote_ident(tab))::regclass and a.attnum > 0 and not a.attisdropped
                 and a.attgenerated = '' and not given ? a.attname
    loop
        value := null;
        if col.expression is not null then
            execute format('select to_jsonb((%s))', col.expression) into value;
        end if;
        whole := whole || jsonb_build_object(col.name, value);
    end loop;
    return whole;
end
$$;

-- Every rule of a table (its CHECK constraints, foreign keys and lists of codes, these as the caller sees them) that a row
-- breaks. Rules about a column that is no key of `given` are not asked: its value is unknown.
-- field: the column; in a list /<index> and /<member> follow it.
create function tillit.broken_rules(tab text, given jsonb)
returns table (field text, code text, argument0 text, argument1 text) stable language plpgsql as $$
#variable_conflict use_column
declare
    name constant regclass := ('tillit.' || quote_ident(tab))::regclass;
    whole jsonb := given;
    rule record;
    is_kept boolean;
    value jsonb;
begin
    for rule in select a.attname, pg_get_expr(d.adbin, d.adrelid) as expression
                from pg_catalog.pg_attribute a
                join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                where a.attrelid = name and a.attgenerated = 's'
    loop
        execute format('select to_jsonb((%s)) from jsonb_populate_record(null::%s, $1)', rule.expression, name) into value using whole;
        whole := whole || jsonb_build_object(rule.attname, value);
    end loop;
    for rule in
        select c.conname, c.contype, c.confrelid, pg_get_expr(c.conbin, c.conrelid) as expression,
               string_to_array(obj_description(c.oid, 'pg_constraint'), '|') as words,
               regexp_replace(c.conname, format('^%s_(.*)_(check|fkey)$', tab), '\1') as field,
               array(select a.attname::text from unnest(c.conkey) with ordinality k (attnum, n)
                     join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum order by n) as columns,
               array(select a.attname::text from unnest(c.confkey) with ordinality k (attnum, n)
                     join pg_catalog.pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum order by n) as others
        from pg_catalog.pg_constraint c
        where c.conrelid = name and c.contype in ('c', 'f') and c.conparentid = 0
        order by c.conname
    loop
        continue when exists (select from unnest(rule.columns) k where not whole ? k);
        if rule.contype = 'c' then
            execute format('select (%s) is not false from jsonb_populate_record(null::%s, $1)', rule.expression, name)
                into is_kept using whole;
            if not is_kept then
                return query select rule.field, coalesce(rule.words[1], 'rule'), coalesce(rule.words[2], case when rule.words is null then rule.conname::text end),
                                    rule.words[3];
            end if;
        elsif not exists (select from unnest(rule.columns) k where whole ->> k is null) then
            execute format('select exists (select from jsonb_populate_record(null::%s, $1) as mine join %s as theirs on %s)',
                           name, rule.confrelid::regclass,
                           (select string_agg(format('theirs.%I = mine.%I', o, m), ' and ') from unnest(rule.others, rule.columns) as k (o, m)))
                into is_kept using whole;
            if not is_kept then
                return query select rule.field, 'unknown_code', whole ->> coalesce((select k from unnest(rule.columns) k where k = rule.field), rule.columns[1]), null::text;
            end if;
        end if;
    end loop;
    for rule in
        select string_to_array(encode(t.tgargs, 'escape'), '\000') as arguments
        from pg_catalog.pg_trigger t
        where t.tgrelid = name and t.tgfoid = 'tillit.check_codes'::regproc and t.tgnargs >= 2
    loop
        continue when coalesce(jsonb_typeof(whole -> rule.arguments[1]), '') <> 'array';
        return query execute format(
            'select concat_ws(''/'', $2, e.n - 1, $3), ''unknown_code'', coalesce(e.item ->> $3, e.item #>> ''{}''), null::text '
            'from jsonb_array_elements($1) with ordinality e (item, n) '
            'where not exists (select from tillit.%I o where o.code = case when $3 is null then e.item #>> ''{}'' else e.item ->> $3 end)',
            rule.arguments[2])
            using whole -> rule.arguments[1], rule.arguments[1], nullif(rule.arguments[3], '');
    end loop;
end
$$;

-- Who refers to a row, as the caller sees it: tables whose foreign keys or lists of codes name it (not those that go with
-- it), how often, and the keys of the first.
create function tillit.references_to(tab text, key text)
returns table (by_table text, how_often bigint, keys text) stable language plpgsql as $$
#variable_conflict use_column
declare
    reference record;
begin
    for reference in
        with references_by_key as (
            select c.conrelid as by_table,
                   format('t.%I::text = $1', a.attname) as condition
            from pg_catalog.pg_constraint c
            join pg_catalog.pg_attribute k on k.attrelid = c.confrelid and k.attname in ('code', 'id') and k.attnum = any (c.confkey)
            join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[array_position(c.confkey, k.attnum)]
            where c.contype = 'f' and c.confrelid = ('tillit.' || quote_ident(tab))::regclass and c.conparentid = 0 and c.confdeltype <> 'c'
        ), lists as (
            select t.tgrelid, string_to_array(encode(t.tgargs, 'escape'), '\000') as arguments
            from pg_catalog.pg_trigger t
            where t.tgfoid = 'tillit.check_codes'::regproc and t.tgnargs >= 2
        ), conditions as (
            select by_table, condition from references_by_key
            union
            select l.tgrelid, case when coalesce(l.arguments[3], '') = '' then format('t.%I @> array[$1]', l.arguments[1])
                                   else format('t.%I @> jsonb_build_array(jsonb_build_object(%L, $1))', l.arguments[1], l.arguments[3]) end
            from lists l where l.arguments[2] = tab
        )
        select c.by_table, string_agg(c.condition, ' or ') as condition,
               (select a.attname from pg_catalog.pg_attribute a where a.attrelid = c.by_table and a.attname in ('code', 'id') and a.attnum > 0
                order by a.attname limit 1) as key
        from conditions c group by c.by_table
    loop
        return query execute format(
            'select %L::text, count(*), (select string_agg(k, '', '' order by k) from (select %s as k from %s t where %s order by 1 limit 5) f) '
            'from %s t where %s having count(*) > 0',
            (select relname from pg_catalog.pg_class where oid = reference.by_table),
            case when reference.key is null then 'null::text' else format('t.%I::text', reference.key) end, reference.by_table::regclass, reference.condition,
            reference.by_table::regclass, reference.condition)
            using key;
    end loop;
end
$$;

-- --------------------------------------------------------------------------------------------------- answers to retries

-- The first answer to a POST with an Idempotency-Key, written in the transaction of what it did.
create table tillit.idempotency (
    account      text not null,
    method       text not null,
    path         text not null,
    key          text not null,
    request_hash text not null,
    status       int,
    location     text,
    language     text,
    revision     bigint,
    body         text,
    created_at   timestamptz not null default now(),
    primary key (account, method, path, key)
);
create index idempotency_created_at_idx on tillit.idempotency (created_at);
alter table tillit.idempotency enable row level security;
alter table tillit.idempotency force row level security;
create policy idempotency_own on tillit.idempotency to tillit_app
    using (account = (select current_setting('tillit.account', true)))
    with check (account = (select current_setting('tillit.account', true)));
grant select, insert, update, delete on tillit.idempotency to tillit_app;

grant execute on function tillit.check_seen(), tillit.refuse(text, text, text, text, text, text), tillit.refuse_as(text, text, text, text, text, text),
                          tillit.with_defaults(text, jsonb), tillit.broken_rules(text, jsonb),
                          tillit.references_to(text, text) to tillit_app;
