-- Evaluations. involved, only a filter: the owner and those of members. members: [{municipality, arm, share_level, sampling, agreed}], as far as share levels let the reader see; measures: [{indicator, respondent_group, role, sampling}]. A plan or an action that the reader may not see is not named.

create view api.evaluations as
select t.code, t.owner, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.title,
       (select coalesce(array_agg(a.code::text order by a.code), '{}') from tillit.action a where a.code = any (t.actions)) as actions,
       t.involvement_methods, t.case_step, t.design, t.sampling, t.before_period, t.after_period,
       t.pre_periods, t.alpha, t.correction, t.min_effect, t.state, t.audience, t.preregistered_at,
       t.declared_by, t.declared_on, t.declaration, t.interests,
       coalesce((select jsonb_agg(jsonb_build_object('municipality', m.municipality, 'arm', m.arm, 'share_level', m.share_level, 'sampling', m.sampling, 'agreed', m.agreed)
                                  order by m.municipality)
                 from tillit.evaluation_member m where m.evaluation = t.code), '[]') as members,
       array_prepend(t.owner::text, array(select m.municipality::text from tillit.evaluation_member m where m.evaluation = t.code)) as involved,
       coalesce((select jsonb_agg(jsonb_build_object('indicator', m.indicator, 'respondent_group', m.respondent_group, 'role', m.role, 'sampling', m.sampling)
                                  order by m.role, m.indicator, m.respondent_group)
                 from tillit.evaluation_measure m where m.evaluation = t.code), '[]') as measures,
       t.created_at, t.updated_at, t.row_version
from tillit.evaluation t;
