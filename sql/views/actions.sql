-- Actions of goals; plan and municipality are the goal's. progress is the given one, or the share of the milestones' weight
-- that is met (exact_progress and strategy_fits are no members: plan-progresses reckons with them); rag is null for what was cancelled. strategy_warning
-- has the audience of the class behind it (domain.md A3, 5): two-item tables are read by their owner's members only, and by readers
-- as far as they are told them (tillit.tells_answers), so that to others there is no class and no warning. The class is that of the
-- newest table of the action's area (or of its municipality) and target group (or of the residents); of what was known
-- then (as_of) there is no warning. strategy_fits is null where the class or the strategy is not known to the reader.

create view api.actions as
select t.code, t.goal, t.plan, t.municipality, t.title, t.rationale, t.trust_strategy, t.inside_out_level,
       t.process_step, t.governance_level, t.involvement_method, t.samskabt_step, t.case_step, t.area, t.target_group,
       (select u.code from tillit.org_unit u where u.code = t.org_unit) as org_unit, t.responsible_function,
       (select coalesce(array_agg(o.code::text order by array_position(t.organisations, o.code::text)), '{}') from tillit.organisation o where o.code = any (t.organisations)) as organisations,
       t.weight, t.start_date, t.end_date,
       d.progress::double precision as progress, t.progress_source, t.state, s.expected_progress::double precision as expected_progress,
       tillit.schedule_index(d.progress, s.expected_progress)::double precision as spi, s.overdue_days,
       case when t.state <> 'cancelled'
            then tillit.rag(t.state = 'done', t.state = 'paused', s.overdue_days, d.progress, s.expected_progress) end as rag,
       case when not w.fits then w.sv end as strategy_warning_sv, case when not w.fits then w.da end as strategy_warning_da,
       case when not w.fits then w.en end as strategy_warning_en,
       t.created_at, t.updated_at, t.row_version, d.progress as exact_progress, w.fits as strategy_fits
from tillit.action t
join tillit.delivery d on d.code = t.code
cross join lateral (
    select tillit.expected_progress(t.start_date, t.end_date, (select tillit.today())) as expected_progress,
           tillit.overdue_days(t.end_date, (select tillit.today()), t.state in ('done', 'cancelled')) as overdue_days) as s
left join lateral (
    select own.code = fit.code as fits,
           format('Strategin %s passar bättre än %s: svaren från gruppen %s i %s klassas som %s (%s)%s.',
                  fit.name_sv, own.name_sv, grp.name_sv, c.area_name, class.name_sv, c.period,
                  case when not c.is_certain then ', vilket inte är säkert' end) as sv,
           format('Strategien %s passer bedre end %s: svarene fra gruppen %s i %s klassificeres som %s (%s)%s.',
                  fit.name_da, own.name_da, grp.name_da, c.area_name, class.name_da, c.period,
                  case when not c.is_certain then ', hvilket ikke er sikkert' end) as da,
           format('The strategy %s fits better than %s: the answers of the group %s in %s are classed as %s (%s)%s.',
                  fit.name_en, own.name_en, grp.name_en, c.area_name, class.name_en, c.period,
                  case when not c.is_certain then ', which is not certain' end) as en
    from (select a.name as area_name, x.period, x.respondent_group,
                 tillit.trust_class(x.trust_yes_harm_no, x.trust_yes_harm_yes, x.trust_no_harm_no, x.trust_no_harm_yes) as class,
                 tillit.is_class_certain(x.trust_yes_harm_no, x.trust_yes_harm_yes, x.trust_no_harm_no, x.trust_no_harm_yes) as is_certain,
                 tillit.tells_answers(x.owner, x.indicator, x.harm_indicator, x.area, x.period, x.respondent_group, x.sex, x.age_band,
                                      null, null) as is_told
          from tillit.two_item_table x
          join tillit.area a on a.code = x.area
          where x.area = coalesce(t.area, (select m.code from tillit.area m where m.owner = t.municipality and m.area_type = 'municipality'
                                           order by m.code limit 1))
            and x.respondent_group = coalesce(t.target_group, 'resident') and x.sex = '_T' and x.age_band = '_T'
            and tillit.period_start(x.period) <= (select tillit.today())
          order by tillit.period_end(x.period) desc, x.period desc, x.indicator, x.harm_indicator
          limit 1) as c
    join tillit.list_trust_strategy fit on c.is_told and fit.code = tillit.fitting_strategy(c.class)
    join tillit.list_trust_strategy own on own.code = t.trust_strategy
    join tillit.list_trust_state class on class.code = c.class
    join tillit.list_party grp on grp.code = c.respondent_group
) as w on num_nonnulls(t.area, t.target_group) > 0 and (select tillit.reads_inside()) and (select tillit.as_of()) is null;
